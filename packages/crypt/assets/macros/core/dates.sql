{# Dates computed by templates, for names of partitions and the like. #}

{%- macro convert_datetime(date_str, date_fmt) -%}
  {%- do return(modules.datetime.datetime.strptime(date_str, date_fmt)) -%}
{%- endmacro %}

{# Every date from the first to the last, as a text. #}
{%- macro dates_in_range(start_date_str, end_date_str=none, in_fmt="%Y%m%d", out_fmt="%Y%m%d") -%}
  {%- set first = convert_datetime(start_date_str, in_fmt) -%}
  {%- set last = convert_datetime(end_date_str if end_date_str is not none else start_date_str, in_fmt) -%}
  {%- set count = (last - first).days -%}
  {%- if count < 0 -%}
    {%- do exceptions.raise_compiler_error('the range from ' ~ start_date_str ~ ' to ' ~ end_date_str ~ ' ends before it begins') -%}
  {%- endif -%}
  {%- set dates = [] -%}
  {%- for i in range(count + 1) -%}
    {%- do dates.append((first + modules.datetime.timedelta(days=i)).strftime(out_fmt)) -%}
  {%- endfor -%}
  {%- do return(dates) -%}
{%- endmacro %}

{# A variable that says one date, or two with a comma between. #}
{%- macro partition_range(raw_partition_date, date_fmt='%Y%m%d') -%}
  {%- set parts = (raw_partition_date | string).split(',') | map('trim') | list -%}
  {%- if parts | length > 2 -%}
    {%- do exceptions.raise_compiler_error('a range of partitions is one date, or two with a comma between: ' ~ raw_partition_date) -%}
  {%- endif -%}
  {%- do return(dates_in_range(parts[0], parts[1] if parts | length == 2 else none, in_fmt=date_fmt)) -%}
{%- endmacro %}

{%- macro py_current_timestring() -%}
  {%- do return(modules.datetime.datetime.now().strftime('%H%M%S%f')) -%}
{%- endmacro %}
