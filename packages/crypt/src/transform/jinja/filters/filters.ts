// All filters by name: Jinja's, and the markers that dbt adds.
import { bind } from '../values/bind.ts';
import { reprOf } from '../values/repr.ts';
import { isList } from '../values/value.ts';
import { CHOICE_FILTERS } from './choice-filters.ts';
import type { Filter } from './filter.ts';
import { urlEncode, xmlAttributes } from './html.ts';
import { LIST_FILTERS } from './list-filters.ts';
import { NUMBER_FILTERS } from './number-filters.ts';
import { htmlSafe, indentOf, renderJson } from './render-json.ts';
import { TEXT_FILTERS } from './text-filters.ts';

export const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ...TEXT_FILTERS,
  ...NUMBER_FILTERS,
  ...LIST_FILTERS,
  ...CHOICE_FILTERS,
  ['xmlattr', xmlAttributes],
  ['urlencode', urlEncode],
  [
    'tojson',
    (value, args) =>
      htmlSafe(renderJson(value, { indent: indentOf(bind(args, 'tojson', ['indent'])[0]), sortKeys: true })),
  ],
  ['pprint', (value, args) => (bind(args, 'pprint', []), reprOf(value))],
  ['is_list', (value, args) => (bind(args, 'is_list', []), isList(value))],
]);
