namespace Growth.Storage;

/// <summary>The current row of a result of <see cref="Batch"/>; columns count from 0. Holds only until the callback returns.</summary>
public interface IRow
{
    bool IsDBNull(int column);

    long GetInt64(int column);

    int GetInt32(int column) => checked((int)GetInt64(column));

    string GetString(int column);
}
