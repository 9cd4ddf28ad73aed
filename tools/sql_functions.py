"""The syntax that a guarded query may use, as sqlglot's classes; and the words that what is run may hold, by engine.

Everything else is refused. Nothing here reads files, waits, loads code, reaches the network, writes, builds values
of unbounded size, or tells about the server's settings or users. The words are the engines' own, of the statement
that is run, so that a text which some rewriting turned into syntax is seen whatever way it came.
"""

from sqlglot import exp

DType = exp.DataType.Type

SYNTAX: frozenset[type[exp.Expression]] = frozenset(
    {
        exp.Select, exp.Union, exp.Intersect, exp.Except, exp.Subquery, exp.With, exp.CTE, exp.From, exp.Join,
        exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered, exp.Limit, exp.Offset, exp.Fetch,
        exp.Distinct, exp.Table, exp.TableAlias, exp.Alias, exp.Column, exp.Identifier, exp.Star, exp.Literal,
        exp.Null, exp.Boolean, exp.Paren, exp.Tuple, exp.Rollup, exp.Cube, exp.GroupingSets, exp.Window,
        exp.WindowSpec, exp.Filter, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls, exp.DataType,
        exp.DataTypeParam, exp.Interval, exp.IntervalSpan, exp.Var, exp.Collate, exp.LimitOptions,
        exp.And, exp.Or, exp.Not, exp.Neg, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In,
        exp.Between, exp.Like, exp.ILike, exp.Glob, exp.Escape, exp.SimilarTo, exp.NullSafeEQ, exp.NullSafeNEQ,
        exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.DPipe, exp.All, exp.Any, exp.Exists,
        exp.Xor, exp.BitwiseAnd, exp.BitwiseOr, exp.BitwiseXor, exp.BitwiseNot, exp.BitwiseLeftShift,
        exp.BitwiseRightShift, exp.AtTimeZone, exp.Cast, exp.TryCast, exp.Case, exp.If, exp.Extract,
        exp.Values, exp.Lateral, exp.Bracket, exp.Slice, exp.Overlaps, exp.JSONPath, exp.JSONPathRoot,
        exp.JSONPathKey, exp.JSONPathSubscript, exp.JSONPathWildcard, exp.JSONKeyValue,
        exp.ArrayContainsAll, exp.ArrayContainedBy, exp.ArrayOverlaps,
    }
)  # fmt: skip
"""Nodes that are no functions; a function's node (exp.Func) is judged by the name that it is written with."""

TYPES = frozenset(
    {
        DType.INT, DType.BIGINT, DType.SMALLINT, DType.TINYINT, DType.UINT, DType.UBIGINT, DType.FLOAT,
        DType.DOUBLE, DType.DECIMAL, DType.TEXT, DType.VARCHAR, DType.NVARCHAR, DType.CHAR, DType.NCHAR,
        DType.BOOLEAN, DType.DATE, DType.TIME, DType.TIMESTAMP, DType.TIMESTAMPTZ, DType.DATETIME,
        DType.INTERVAL, DType.MEDIUMINT, DType.TIMETZ, DType.UUID, DType.JSON, DType.JSONB, DType.ARRAY,
        DType.BINARY, DType.VARBINARY, DType.BLOB, DType.CHARACTER_SET,
        DType.INT4RANGE, DType.INT8RANGE, DType.NUMRANGE, DType.DATERANGE, DType.TSRANGE, DType.TSTZRANGE,
    }
)  # fmt: skip

UNITS = frozenset(
    (
        "microsecond microseconds millisecond milliseconds second seconds minute minutes hour hours day days week "
        "weeks month months quarter quarters year years decade decades century centuries millennium dow doy isodow "
        "isoyear epoch timezone timezone_hour timezone_minute second_microsecond minute_microsecond minute_second "
        "hour_microsecond hour_second hour_minute day_microsecond day_second day_minute day_hour year_month julian"
    ).split()
)
"""Of EXTRACT, INTERVAL and the functions on dates: PostgreSQL's and MySQL's together."""

_MODIFIERS = frozenset("both leading trailing all ties group current row no others nocase binary rtrim".split())
VARIABLES = UNITS | _MODIFIERS
"""The bare words that sqlglot keeps as such (exp.Var)."""

COLLATIONS: dict[str, frozenset[str]] = {
    "sqlite": frozenset({"nocase", "binary", "rtrim"}),
    "postgresql": frozenset({"C", "POSIX", "C.UTF-8", "default", "en_US", "en_US.utf8", "en-x-icu", "en-US-x-icu",
                             "zh_CN", "zh_CN.utf8", "zh-x-icu", "zh-Hans-x-icu", "zh-Hant-x-icu", "und-x-icu"}),
    "mysql": frozenset(
        "binary utf8mb4_bin utf8mb4_general_ci utf8mb4_unicode_ci utf8mb4_unicode_520_ci utf8mb4_0900_ai_ci "
        "utf8mb4_0900_as_ci utf8mb4_0900_as_cs utf8mb4_0900_bin utf8mb4_zh_0900_as_cs utf8mb4_uca1400_ai_ci "
        "utf8mb4_uca1400_as_cs utf8mb3_general_ci utf8mb3_bin latin1_swedish_ci latin1_bin".split()
    ),
}  # fmt: skip

CHARACTER_SETS = frozenset({"utf8mb4", "utf8mb3", "utf8", "latin1", "ascii", "binary"})

_WORDS = (
    "select distinct all as from where group by having order asc desc nulls first last limit offset fetch next row "
    "rows only with ties recursive materialized not union intersect except cross join inner left right full outer "
    "natural using on and or is null true false in between symmetric like ilike escape similar to exists any some "
    "case when then else end cast filter within over partition range groups unbounded preceding following current "
    "exclude no others window collate at time zone interval for both leading trailing rollup cube grouping sets "
    "int integer bigint smallint tinyint mediumint decimal numeric real float double precision text varchar char "
    "nchar nvarchar boolean bool date datetime timestamp current_date current_time current_timestamp"
)
WORDS: dict[str, frozenset[str]] = {
    "sqlite": frozenset(f"{_WORDS} values glob nocase binary rtrim blob regexp".split()),
    "postgresql": frozenset(
        (
            f"{_WORDS} values lateral ordinality array overlaps timestamptz timetz uuid json jsonb overlay placing "
            "position localtime localtimestamp row int4range int8range numrange daterange tsrange tstzrange"
        ).split()
    )
    | UNITS,
    "mysql": frozenset(
        f"{_WORDS} values json separator regexp xor div mod unsigned signed character set binary".split()
    )
    | UNITS
    | CHARACTER_SETS
    | COLLATIONS["mysql"],
}
"""Key words that what is run may hold, in lower case. None of them writes, locks, or names anybody."""

BEFORE_PARENTHESIS = frozenset(
    (
        "as from where by having on and or not in any some all exists using select distinct union except intersect "
        "join over filter group within sets when then else case between like ilike is interval limit offset "
        "materialized escape to with rollup cube grouping range left right time timestamp timestamptz varchar char "
        "nchar nvarchar decimal numeric float text datetime div mod xor regexp values cast fetch precision double "
        "real int integer bigint end lateral array glob similar exclude at zone for placing overlaps row json timetz "
        "binary"
    ).split()
)
"""Key words that a parenthesis may follow without making them calls."""

TABLE_FUNCTIONS: dict[str, frozenset[str]] = {
    "sqlite": frozenset({"json_each", "json_tree"}),
    "postgresql": frozenset(
        (
            "generate_series unnest json_each json_each_text jsonb_each jsonb_each_text json_array_elements "
            "json_array_elements_text jsonb_array_elements jsonb_array_elements_text json_object_keys "
            "jsonb_object_keys regexp_split_to_table string_to_table regexp_matches jsonb_path_query"
        ).split()
    ),
    "mysql": frozenset(),
}
"""Functions that give rows and may stand in FROM."""

LONGEST_SERIES = 1_000_000
"""Most rows of a generate_series between numbers."""
LONGEST_TEXT = 1_000
"""Most characters that LPAD, RPAD, REPEAT and the widths of a format may make."""

_FUNCTIONS = frozenset(
    (
        "abs acos asin atan atan2 avg ceil ceiling coalesce concat concat_ws cos count cume_dist degrees dense_rank "
        "exp first_value floor lag last_value lead length ln log lower ltrim max min mod nth_value ntile nullif "
        "percent_rank pow power radians rank replace round row_number rtrim sign sin sqrt substr substring sum tan "
        "trim upper"
    ).split()
)
FUNCTIONS: dict[str, frozenset[str]] = {
    "sqlite": frozenset(
        (
            "char date datetime format glob group_concat hex ifnull iif instr json json_array json_array_length "
            "json_extract json_group_array json_group_object json_object json_quote json_type json_valid julianday "
            "like likely log10 log2 octet_length printf quote random strftime string_agg time timediff total trunc "
            "typeof unicode unixepoch unlikely"
        ).split()
    )
    | _FUNCTIONS
    | TABLE_FUNCTIONS["sqlite"],
    "postgresql": frozenset(
        (
            "age array_agg array_append array_cat array_length array_lower array_position array_positions "
            "array_prepend array_remove array_replace array_to_string array_upper ascii bit_and bit_or bit_xor "
            "bool_and bool_or btrim cardinality cbrt char_length character_length chr clock_timestamp corr covar_pop "
            "covar_samp date_bin date_part date_trunc div every extract greatest initcap isempty isfinite json_agg "
            "json_array_length json_build_array json_build_object json_extract_path json_extract_path_text "
            "json_object_agg json_strip_nulls json_typeof jsonb_agg jsonb_array_length jsonb_build_array "
            "jsonb_build_object jsonb_exists jsonb_exists_all jsonb_exists_any jsonb_extract_path "
            "jsonb_extract_path_text jsonb_object_agg jsonb_path_exists jsonb_path_query_array "
            "jsonb_path_query_first jsonb_pretty jsonb_strip_nulls jsonb_typeof justify_days justify_hours "
            "justify_interval least left lower_inf lpad make_date make_time make_timestamp md5 median mode now "
            "num_nonnulls num_nulls octet_length overlay percentile_cont percentile_disc position random range_agg "
            "regexp_count regexp_instr regexp_like regexp_match regexp_replace regexp_split_to_array regexp_substr "
            "regr_intercept regr_r2 regr_slope repeat reverse right row_to_json rpad split_part starts_with stddev "
            "stddev_pop stddev_samp string_agg string_to_array strpos timezone to_char to_date to_json to_jsonb "
            "to_number to_timestamp translate trunc upper_inf var_pop var_samp variance width_bucket"
        ).split()
    )
    | _FUNCTIONS
    | TABLE_FUNCTIONS["postgresql"],
    "mysql": frozenset(
        (
            "adddate addtime any_value ascii bin bit_and bit_or bit_xor char char_length character_length crc32 "
            "curdate current_date current_time current_timestamp date date_add date_format date_sub datediff day "
            "dayname dayofmonth dayofweek dayofyear elt extract field find_in_set format from_days from_unixtime "
            "greatest group_concat grouping hex hour if ifnull instr isnull json_array json_arrayagg json_contains "
            "json_contains_path json_depth json_extract json_keys json_length json_object json_objectagg json_quote "
            "json_search json_type json_unquote json_valid json_value last_day lcase least left locate log10 log2 "
            "lpad makedate maketime md5 microsecond mid minute month monthname now octet_length period_add "
            "period_diff position quarter rand regexp_instr regexp_replace regexp_substr repeat reverse right rpad "
            "sec_to_time second std stddev stddev_pop stddev_samp str_to_date strcmp subdate substring_index subtime "
            "time time_format time_to_sec timediff timestamp timestampadd timestampdiff to_days to_seconds truncate "
            "ucase unix_timestamp utc_date utc_timestamp var_pop var_samp variance week weekday weekofyear year "
            "yearweek"
        ).split()
    )
    | _FUNCTIONS,
}
"""What a query may call, by the engine's own names in lower case."""

SQLITE_FUNCTIONS = FUNCTIONS["sqlite"] | {"current_date", "current_time", "current_timestamp", "->", "->>"}
"""What SQLite's own authorizer lets a query call."""

SIGNS: dict[str, frozenset[str]] = {
    "sqlite": frozenset("( ) , . + - * / % = <> != < > <= >= == || & | ~ << >> -> ->>".split()),
    "postgresql": frozenset(
        (
            "( ) , . + - * / % = <> != < > <= >= || & | ~ # << >> ^ [ ] : -> ->> #> #>> #- @> <@ ? ?| ?& && ~* "
            "!~ !~* -|- &< &> ~~ !~~"
        ).split()
    ),
    "mysql": frozenset("( ) , . + - * / % = <> != < > <= >= <=> || && & | ~ << >> ^ !".split()),
}
"""Operators and punctuation that what is run may hold. No `@` alone, no `:=` and no `;`."""

SESSION_WORDS: dict[str, frozenset[str]] = {
    "sqlite": frozenset(),
    "postgresql": frozenset(
        "user current_user session_user system_user current_role current_catalog current_schema".split()
    ),
    "mysql": frozenset({"current_user", "current_role"}),
}
"""Bare words that the engine reads as functions telling who and where we are."""
