// The JSON schemas of Iglu Central, for tests: documents, validators, makers of data.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { compareVersions } from '../../../../src/contracts/schema-key.ts';
import { parseExactJson, toPlainJson, type ExactObject } from '../../../../src/kernel/exact-json.ts';
import type { Json, JsonObject } from '../../../../src/kernel/parse-json.ts';
import { instancesOf } from '../../../support/schema-instance.ts';
import type { SeededRandom } from '../../../support/seeded-random.ts';

export interface IgluSchema {
  readonly uri: string;
  readonly vendor: string;
  readonly name: string;
  readonly version: string;
  readonly document: ExactObject;
}

/** Ascending by URI; versions of a model ascending. */
export function readIgluSchemas(folder: string): readonly IgluSchema[] {
  const root = join(folder, 'schemas');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .flatMap((path): readonly IgluSchema[] => {
      const [vendor = '', name = '', format, version] = path.split('/');
      if (format !== 'jsonschema' || version === undefined) return [];
      const document = parseExactJson(readFileSync(join(root, path), 'utf8')) as ExactObject;
      return [{ uri: `iglu:${path}`, vendor, name, version, document }];
    })
    .toSorted((left, right) => {
      const [one, other] = [`${left.vendor}/${left.name}`, `${right.vendor}/${right.name}`];
      return one === other ? compareVersions(left.version, right.version) : one < other ? -1 : 1;
    });
}

/** Schemas of one model each: `com.acme/product/1`. */
export function modelsOf(schemas: readonly IgluSchema[]): ReadonlyMap<string, readonly IgluSchema[]> {
  const models = new Map<string, IgluSchema[]>();
  for (const schema of schemas) {
    const model = `${schema.vendor}/${schema.name}/${schema.version.split('-')[0]}`;
    models.set(model, [...(models.get(model) ?? []), schema]);
  }
  return models;
}

interface Ajv {
  compile(schema: JsonObject): ValidateFunction;
  addSchema(schema: JsonObject, key: string): void;
  getSchema(key: string): ValidateFunction | undefined;
}

const require = createRequire(import.meta.url);
const { default: AjvDraft04 } = require('ajv-draft-04') as { default: new (options: object) => Ajv };
const { default: addFormats } = require('ajv-formats') as { default: (ajv: Ajv) => void };

const SELF_DESC = 'http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/schema/jsonschema/1-0-0';
const DRAFT_04 = 'http://json-schema.org/draft-04/schema';

/** Makers of valid data for each of `schemas`. */
export function makersOf(schemas: readonly IgluSchema[]): (schema: IgluSchema) => (random: SeededRandom) => Json {
  const ajv = new AjvDraft04({
    strict: false,
    multipleOfPrecision: 6,
    logger: false,
    unicodeRegExp: false,
    validateSchema: false,
  });
  addFormats(ajv);
  const remotes = new Map<string, JsonObject>();
  for (const { uri, document } of schemas) {
    const url = uri.replace('iglu:', 'http://iglucentral.com/schemas/');
    remotes.set(url, plain(document));
    if (url !== SELF_DESC) ajv.addSchema(plain(document), url);
  }
  remotes.set(DRAFT_04, ajv.getSchema(DRAFT_04)?.schema as JsonObject);
  return ({ document }) => {
    const schema = plain(document);
    return instancesOf(schema, { isValid: ajv.compile(schema), remote: (uri) => remotes.get(uri) });
  };
}

/** Without what names it: ajv knows no other draft by its URL, and takes `id` for its own. */
function plain(document: ExactObject): JsonObject {
  const { $schema: _, self: __, ...schema } = toPlainJson(document) as JsonObject;
  return schema;
}
