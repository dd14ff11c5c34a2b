// The example in docs/tracking-plan.md is what the code does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { configSchema } from '../../../src/config/config-schema.ts';
import { checkTracking, publish } from '../../../src/schemas/check-tracking.ts';
import { indexTracking } from '../../../src/schemas/index-tracking.ts';
import { readYaml } from '../../../src/schemas/yaml-lines.ts';

const document = readFileSync(new URL('../../../../../../docs/tracking-plan.md', import.meta.url), 'utf8');

function blocks(language: string): readonly string[] {
  return [...document.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(([, text = '']) => text);
}

test('the plan becomes the schema that is printed below it, without a complaint', () => {
  const [plan = ''] = blocks('yaml');
  const [schema = ''] = blocks('json');
  const index = indexTracking([{ path: 'shop.yml', text: plan }]);
  const text = index.texts.get('iglu:com.acme/order_placed/jsonschema/1-0-0')?.text ?? '';
  assert.equal(`${JSON.stringify(JSON.parse(text), null, 2)}\n`, schema);
  assert.deepEqual(checkTracking({ ...index, lock: publish(index) }, { acceptBreaks: false }), []);
});

test('the fields of crypt.yml are accepted', () => {
  const [, config = ''] = blocks('yaml');
  const yaml = readYaml(`name: shop\n${config}`);
  assert.ok(yaml.problem === undefined);
  assert.ok(configSchema.safeParse(yaml.value).success);
});
