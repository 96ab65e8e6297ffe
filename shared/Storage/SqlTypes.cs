using System.Data;
using System.Globalization;
using Dapper;
using Growth.Time;
using NodaTime;
using NodaTime.Text;

namespace Growth.Storage;

/// <summary>How domain types are stored: instants as microseconds UTC, local dates and weeks as ISO text.</summary>
public static class SqlTypes
{
    private static int _registered;

    public static void Register()
    {
        if (Interlocked.Exchange(ref _registered, 1) == 1) return;
        SqlMapper.AddTypeHandler(new InstantHandler());
        SqlMapper.AddTypeHandler(new LocalDateHandler());
        SqlMapper.AddTypeHandler(new IsoWeekHandler());
    }

    public static long ToMicros(this Instant instant) => instant.ToUnixTimeTicks() / 10;

    public static Instant FromMicros(long micros) => Instant.FromUnixTimeTicks(micros * 10);

    private sealed class InstantHandler : SqlMapper.TypeHandler<Instant>
    {
        public override void SetValue(IDbDataParameter parameter, Instant value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = value.ToMicros();
        }

        public override Instant Parse(object value) => FromMicros(Convert.ToInt64(value, CultureInfo.InvariantCulture));
    }

    private sealed class LocalDateHandler : SqlMapper.TypeHandler<LocalDate>
    {
        public override void SetValue(IDbDataParameter parameter, LocalDate value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = LocalDatePattern.Iso.Format(value);
        }

        public override LocalDate Parse(object value) => LocalDatePattern.Iso.Parse((string)value).Value;
    }

    private sealed class IsoWeekHandler : SqlMapper.TypeHandler<IsoWeek>
    {
        public override void SetValue(IDbDataParameter parameter, IsoWeek value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = value.ToString();
        }

        public override IsoWeek Parse(object value) => IsoWeek.Parse((string)value);
    }
}
