import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeColumnDefinition, type ColumnDefinition } from '../../../src/contracts/column-definition.ts';
import { ColumnCatalogue } from '../../../src/load/column-catalogue.ts';
import { FakeLog } from '../../support/fake-log.ts';
import { refusal } from '../../support/refusal.ts';

function definition(name: string, versions: readonly string[]): ColumnDefinition {
  const type = {
    struct: versions.map((version) => ({ name: `v${version}`, type: 'string', nullable: true }) as const),
  };
  return { name, type, origin: 'iglu:com.acme/x/jsonschema/1-0-0', description: 'd', versions };
}

test('of each name the newest definition counts, and the order is that of the names', async () => {
  const log = new FakeLog('columns');
  const catalogue = new ColumnCatalogue(log.consumer('observer', {}));
  assert.equal(await catalogue.read(), false);
  const [b, a, grown] = [definition('b', ['1']), definition('a', ['1']), definition('b', ['1', '2'])];
  log.push(encodeColumnDefinition(b), encodeColumnDefinition(a));
  assert.equal(await catalogue.read(), true);
  assert.deepEqual(catalogue.columns(), [a, b]);
  log.push(encodeColumnDefinition(grown));
  assert.equal(await catalogue.read(), true);
  assert.deepEqual(catalogue.columns(), [a, grown]);
  assert.equal(await catalogue.read(), false);
});

test('a record that is no column stops the loading', async () => {
  const log = new FakeLog('columns');
  log.push(Buffer.from('{"v":2,"name":"x"}'));
  const catalogue = new ColumnCatalogue(log.consumer('observer', {}));
  assert.deepEqual((await refusal('LOAD_COLUMN_UNREADABLE', () => catalogue.read())).params, { offset: 0 });
});
