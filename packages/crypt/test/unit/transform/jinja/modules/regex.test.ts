import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modules } from '../../../../../src/transform/jinja/modules/modules.ts';
import { renderSync } from '../../../../../src/transform/jinja/render.ts';
import { parseTemplate } from '../../../../../src/transform/jinja/syntax/parse-template.ts';

const CONTEXT = new Map([['modules', modules({ nowMs: () => 0 })]]);

function render(source: string): string {
  return renderSync(parseTemplate(source, 'x.sql'), CONTEXT);
}

test('flags stand before a pattern, in one group or several', () => {
  const found = (pattern: string): string => render(`{{ modules.re.findall('${pattern}', 'a\\nAb') }}`);
  assert.equal(found('(?i)(?s)a.a'), "['a\\nA']");
  assert.equal(found('(?is)a.a'), "['a\\nA']");
  assert.equal(found('(?i)a'), "['a', 'A']");
  assert.throws(() => found('a(?i)'), { code: 'JINJA_VALUE' });
});
