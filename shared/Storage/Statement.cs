using System.Data;
using System.Data.Common;
using NodaTime;

namespace Growth.Storage;

/// <summary>
/// A prepared statement for a hot path: its parameters are set by position, in the order in which they were named. Numbers and instants are
/// 64 bits wide as their columns are, and so is a null: a type that changed from one run to the next would be another statement.
/// </summary>
public sealed class Statement : IAsyncDisposable
{
    private readonly DbCommand _command;

    public Statement(Transaction transaction, string sql, params ReadOnlySpan<string> names)
    {
        _command = transaction.CreateCommand(sql);
        foreach (var name in names)
        {
            var parameter = _command.CreateParameter();
            parameter.ParameterName = "@" + name;
            _command.Parameters.Add(parameter);
        }
    }

    /// <summary>Rows changed.</summary>
    public Task<int> ExecuteAsync(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQueryAsync();
    }

    public Task<DbDataReader> ReadAsync(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteReaderAsync();
    }

    /// <returns>The first column of the first row; null: no row, or NULL.</returns>
    public async Task<long?> NumberAsync(params object?[] values)
    {
        Bind(values);
        return await _command.ExecuteScalarAsync() as long?;
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();

    private void Bind(ReadOnlySpan<object?> values)
    {
        if (values.Length != _command.Parameters.Count) throw new ArgumentException("One value for each parameter.", nameof(values));
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = _command.Parameters[i];
            (parameter.DbType, parameter.Value) = values[i] switch
            {
                null => (DbType.Int64, DBNull.Value),
                Instant instant => (DbType.Int64, instant.ToMicros()),
                int number => (DbType.Int64, (long)number),
                long number => (DbType.Int64, number),
                string text => (DbType.String, (object)text),
                var value => throw new ArgumentException($"A statement takes numbers, instants and text, not {value.GetType().Name}.", nameof(values)),
            };
        }
    }
}
