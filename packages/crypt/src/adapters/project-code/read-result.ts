// What an enrichment of the project answered, checked. Problems name members and columns, never what they hold.
import { PROJECT_COLUMNS, type AddedData, type ColumnValue } from '../../contracts/project-code.ts';
import { parseSchemaUri } from '../../contracts/schema-key.ts';
import { JSON_DEPTH_MAX, PROJECT_DROP_CHARS_MAX } from '../../kernel/limits.ts';
import { isJsonObject, parseJson, type Json } from '../../kernel/parse-json.ts';

export interface FileResult {
  readonly entities: readonly AddedData[];
  readonly columns: Readonly<Record<string, ColumnValue | null>>;
  readonly drop: string | null;
}

export const TOO_DEEP = `it nests deeper than ${JSON_DEPTH_MAX} levels`;
const NOTHING: FileResult = { entities: [], columns: {}, drop: null };

/** Data nests as deep as anywhere, within `[{entities: [{data}]}]`. */
const ANSWER_DEPTH_MAX = JSON_DEPTH_MAX + 4;

/** JSON that the project's code made; undefined when it nests too deeply. */
export function parseAnswer(json: string): Json | undefined {
  try {
    return parseJson(json, ANSWER_DEPTH_MAX);
  } catch {
    // JSON.stringify wrote it, so nothing else can be wrong with it.
    return undefined;
  }
}

/** Returns what is wrong with the answer as a text. Null is no change. */
export function readResult(value: Json | undefined): FileResult | string {
  if (value === undefined) return TOO_DEEP;
  if (value === null) return NOTHING;
  if (!isJsonObject(value)) return 'it is not an object';
  for (const key in value) {
    if (key !== 'entities' && key !== 'columns' && key !== 'drop') {
      return 'it has a member that is not entities, columns or drop';
    }
  }
  const { entities = [], columns = {}, drop = null } = value;
  const problem = checkEntities(entities) ?? checkColumns(columns) ?? checkDrop(drop);
  if (problem !== undefined) return problem;
  return {
    entities: entities as unknown as readonly AddedData[],
    columns: columns as FileResult['columns'],
    drop: drop as string | null,
  };
}

function checkEntities(entities: Json): string | undefined {
  if (!Array.isArray(entities)) return 'entities: not a list';
  const wrong = entities.findIndex((entity: Json) => !isDescribed(entity));
  return wrong === -1 ? undefined : `entities: number ${wrong + 1} is not {schema, data}`;
}

/** Exactly a schema's URI and an object. */
export function isDescribed(value: Json): boolean {
  if (!isJsonObject(value) || Object.keys(value).length !== 2) return false;
  return parseSchemaUri(value['schema']) !== undefined && isJsonObject(value['data']);
}

function checkColumns(columns: Json): string | undefined {
  if (!isJsonObject(columns)) return 'columns: not an object';
  for (const [name, value] of Object.entries(columns)) {
    const problem = checkColumn(name, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const DECIMAL = /^-?\d{1,29}(?:\.\d{1,9})?$/;
const INTEGER_MAX = 2_147_483_647;

function checkColumn(name: string, value: Json): string | undefined {
  const column = PROJECT_COLUMNS.get(name);
  if (column === undefined) return 'columns: one that is not there or cannot be changed';
  if (value === null) return undefined;
  const { type, lengthMax } = column;
  if (type === 'string') {
    if (typeof value !== 'string') return `columns.${name}: not a text`;
    return value.length > (lengthMax ?? 0) ? `columns.${name}: longer than ${lengthMax} characters` : undefined;
  }
  if (type === 'boolean') return typeof value === 'boolean' ? undefined : `columns.${name}: neither true nor false`;
  if (type === 'integer') return isInteger32(value) ? undefined : `columns.${name}: not a 32-bit integer`;
  if (type === 'double') return typeof value === 'number' ? undefined : `columns.${name}: not a number`;
  // Times and self-describing columns cannot be changed, so decimals are left.
  return isDecimal(value) ? undefined : `columns.${name}: not a decimal such as 12.50`;
}

function isInteger32(value: Json): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= -INTEGER_MAX - 1 && value <= INTEGER_MAX;
}

function isDecimal(value: Json): boolean {
  return (typeof value === 'string' || typeof value === 'number') && DECIMAL.test(String(value));
}

function checkDrop(drop: Json): string | undefined {
  if (drop === null) return undefined;
  if (typeof drop !== 'string' || drop === '') return 'drop: not a text';
  return drop.length > PROJECT_DROP_CHARS_MAX ? `drop: longer than ${PROJECT_DROP_CHARS_MAX} characters` : undefined;
}
