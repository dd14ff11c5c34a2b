{# Lists that a configuration may write as one text with commas. #}
{%- macro normalize_string_or_list(value, name='value') -%}
  {%- if value is none or value is undefined -%}
    {%- do return([]) -%}
  {%- endif -%}
  {%- if value is string -%}
    {%- do return([value]) -%}
  {%- endif -%}
  {%- if value is sequence and value is not mapping -%}
    {%- do return(value | list) -%}
  {%- endif -%}
  {%- do exceptions.raise_compiler_error(name ~ ' is a text or a list, not ' ~ value) -%}
{%- endmacro %}

{%- macro location_exists(location) -%}
  {%- do return(adapter.location_exists(location)) -%}
{%- endmacro %}

{%- macro write_to_file(relation, location, options) -%}
  {%- call statement('write_to_file') -%}
    copy {{ relation }} to '{{ location }}' ({{ options }})
  {%- endcall -%}
{%- endmacro %}

{# Registers a file with another system. dbt-duckdb's plugins, which do it, are Python: the adapter refuses by name. #}
{%- macro store_relation(plugin, relation, location, format, config) -%}
  {%- do adapter.store_relation(plugin, relation, adapter.get_columns_in_relation(relation), location, format, config) -%}
{%- endmacro %}

{%- macro render_write_options(config) -%}
  {%- set given = config.get('options', {}) or {} -%}
  {%- if given is not mapping -%}
    {%- do exceptions.raise_compiler_error('options is a mapping') -%}
  {%- endif -%}
  {%- set options = {} -%}
  {%- for name in given -%}
    {%- do options.update({name: render(given[name] | string)}) -%}
  {%- endfor -%}
  {%- for name in ['format', 'delimiter'] if config.get(name) -%}
    {%- do options.update({name: render(config.get(name))}) -%}
  {%- endfor -%}
  {%- do return(options) -%}
{%- endmacro %}

{%- macro external_location(relation, config) -%}
  {%- set path = adapter.external_root() ~ '/' ~ relation.identifier -%}
  {%- set options = config.get('options', {}) or {} -%}
  {%- if options.get('partition_by') or options.get('per_thread_output') -%}
    {%- do return(path) -%}
  {%- endif -%}
  {%- do return(path ~ '.' ~ (config.get('format') or ('csv' if config.get('delimiter') else 'parquet'))) -%}
{%- endmacro %}

{# Files of external models are read again by each session. #}
{%- macro register_upstream_external_models() -%}
  {%- for id in selected_resources if graph.nodes.get(id) -%}
    {%- for parent in graph.nodes[id].depends_on.nodes if graph.nodes.get(parent) and parent not in selected_resources -%}
      {%- set node = graph.nodes[parent] -%}
      {%- if node.config.materialized == 'external' -%}
        {%- set relation = api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias, type='view') -%}
        {%- set place = node.config.get('location') or external_location(relation, node.config) -%}
        {%- do adapter.create_schema(relation) -%}
        {%- do run_query('create or replace view ' ~ relation.render() ~ " as select * from '" ~ render(place) ~ "'") -%}
      {%- endif -%}
    {%- endfor -%}
  {%- endfor -%}
{%- endmacro %}
