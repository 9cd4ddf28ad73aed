"""The functions and syntax that a guarded query may use: everything else is refused.

The lists are of sqlglot's node classes where it knows the function, and of names where it does not. Nothing here
reads files, waits, loads code, reaches the network, builds values of unbounded size, or tells about the server's
settings or users.
"""

from sqlglot import exp

DType = exp.DataType.Type

CLAUSES: frozenset[type[exp.Expression]] = frozenset(
    {
        exp.Select, exp.Union, exp.Intersect, exp.Except, exp.Subquery, exp.With, exp.CTE, exp.From, exp.Join,
        exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered, exp.Limit, exp.Offset, exp.Fetch,
        exp.Distinct, exp.Table, exp.TableAlias, exp.Alias, exp.Column, exp.Identifier, exp.Star, exp.Literal,
        exp.Null, exp.Boolean, exp.Paren, exp.Tuple, exp.Rollup, exp.Cube, exp.GroupingSets, exp.Window,
        exp.WindowSpec, exp.Filter, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls, exp.DataType,
        exp.DataTypeParam, exp.Interval, exp.IntervalSpan, exp.Var, exp.Collate, exp.LimitOptions,
    }
)  # fmt: skip

OPERATORS: frozenset[type[exp.Expression]] = frozenset(
    {
        exp.And, exp.Or, exp.Not, exp.Neg, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In,
        exp.Between, exp.Like, exp.ILike, exp.Glob, exp.Escape, exp.SimilarTo, exp.NullSafeEQ, exp.NullSafeNEQ,
        exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.DPipe, exp.All, exp.Any, exp.Exists,
        exp.Xor, exp.BitwiseAnd, exp.BitwiseOr, exp.BitwiseXor, exp.BitwiseNot, exp.AtTimeZone,
    }
)  # fmt: skip

FUNCTIONS: frozenset[type[exp.Expression]] = frozenset(
    {
        exp.Count, exp.CountIf, exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Median, exp.Stddev, exp.StddevPop,
        exp.StddevSamp, exp.Variance, exp.VariancePop, exp.Corr, exp.PercentileCont, exp.PercentileDisc,
        exp.GroupConcat, exp.Mode, exp.RowNumber, exp.Rank, exp.DenseRank, exp.PercentRank, exp.CumeDist,
        exp.Ntile, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.NthValue, exp.Abs, exp.Ceil,
        exp.Floor, exp.Round, exp.Sign, exp.Sqrt, exp.Pow, exp.Exp, exp.Ln, exp.Log, exp.Trunc, exp.Greatest,
        exp.Least, exp.Radians, exp.Degrees, exp.Sin, exp.Cos, exp.Tan, exp.Asin, exp.Acos, exp.Atan,
        exp.Atan2, exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Cast, exp.TryCast, exp.CastToStrType,
        exp.Lower, exp.Upper, exp.Initcap, exp.Length, exp.Substring, exp.SubstringIndex, exp.Left, exp.Right,
        exp.Trim, exp.Replace, exp.Concat, exp.ConcatWs, exp.StrPosition, exp.StartsWith, exp.EndsWith,
        exp.Contains, exp.Reverse, exp.Date, exp.Datetime, exp.Time, exp.Timestamp, exp.Year, exp.Quarter,
        exp.Month, exp.Week, exp.WeekOfYear, exp.Day, exp.DayOfMonth, exp.DayOfWeek, exp.DayOfYear, exp.Hour,
        exp.Minute, exp.Second, exp.Extract, exp.LastDay, exp.ToDays, exp.DateAdd, exp.DateSub, exp.DateDiff,
        exp.DateTrunc, exp.DatetimeAdd, exp.DatetimeSub, exp.DatetimeDiff, exp.DatetimeTrunc, exp.TimestampAdd,
        exp.TimestampSub, exp.TimestampDiff, exp.TimestampTrunc, exp.TimeToStr, exp.StrToDate, exp.StrToTime,
        exp.TimeStrToTime, exp.TimeStrToDate, exp.TimeToUnix, exp.UnixToTime, exp.StrToUnix, exp.TsOrDsToDate,
        exp.TsOrDsToTimestamp, exp.TsOrDsToTime, exp.TsOrDsToDatetime, exp.TsOrDsAdd, exp.TsOrDsDiff,
        exp.DateStrToDate, exp.DateToDateStr, exp.Dayname, exp.Monthname, exp.ToChar, exp.ToNumber,
        exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentTime, exp.CurrentDatetime, exp.MonthsBetween,
        exp.AddMonths,
    }
)  # fmt: skip

_EVERYWHERE = {
    "julianday",
    "unixepoch",
    "total",
    "instr",
    "char_length",
    "character_length",
    "lcase",
    "ucase",
    "mid",
    "age",
}

NAMED: dict[str, frozenset[str]] = {
    "sqlite": frozenset({*_EVERYWHERE, "date", "time", "datetime", "strftime", "iif", "ifnull", "typeof"}),
    "postgres": frozenset({*_EVERYWHERE, "date_part", "to_timestamp", "make_date", "bool_and", "bool_or", "div"}),
    "mysql": frozenset({*_EVERYWHERE, "makedate", "period_diff", "field", "truncate", "weekday", "yearweek"}),
}

# What SQLite's own authorizer lets a query call: the built-in functions behind the lists above
SQLITE_FUNCTIONS = frozenset(
    (
        "abs avg ceil ceiling char coalesce concat concat_ws count cume_dist date datetime dense_rank exp "
        "first_value floor glob group_concat iif ifnull instr julianday lag last_value lead length like ln "
        "log log10 log2 lower ltrim max min mod nth_value ntile nullif percent_rank pow power rank replace "
        "round row_number rtrim sign sqrt strftime string_agg substr substring sum time total trim trunc "
        "typeof unixepoch upper timediff octet_length radians degrees sin cos tan asin acos atan atan2 "
        "current_date current_time current_timestamp"
    ).split()
)

TYPES = frozenset(
    {
        DType.INT, DType.BIGINT, DType.SMALLINT, DType.TINYINT, DType.UINT, DType.UBIGINT, DType.FLOAT,
        DType.DOUBLE, DType.DECIMAL, DType.TEXT, DType.VARCHAR, DType.NVARCHAR, DType.CHAR, DType.NCHAR,
        DType.BOOLEAN, DType.DATE, DType.TIME, DType.TIMESTAMP, DType.TIMESTAMPTZ, DType.DATETIME,
        DType.INTERVAL, DType.MEDIUMINT,
    }
)  # fmt: skip
