// The two schemas outside of a document that Iglu's own schemas refer to. No other reference leaves its document.
import type { JsonObject } from '../kernel/parse-json.ts';

const SELF_DESCRIBING: JsonObject = {
  type: 'object',
  properties: {
    schema: { type: 'string', pattern: '^iglu:[a-zA-Z0-9-_.]+/[a-zA-Z0-9-_]+/[a-zA-Z0-9-_]+/[0-9]+-[0-9]+-[0-9]+$' },
    data: {},
  },
  required: ['schema', 'data'],
  additionalProperties: false,
};

const WELL_KNOWN: ReadonlyMap<string, JsonObject> = new Map([
  [
    'http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/instance-iglu-only/jsonschema/1-0-0',
    SELF_DESCRIBING,
  ],
  // A schema about schemas: that it is an object is all that is judged.
  ['http://json-schema.org/draft-04/schema', { type: 'object' }],
]);

export function wellKnownSchema(reference: string): JsonObject | undefined {
  return WELL_KNOWN.get(reference.replace(/#$/, ''));
}
