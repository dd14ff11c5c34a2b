import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Manifest } from '../../../../src/transform/project/manifest.ts';
import { joinText, NO_CHANGES, textOfManifest } from '../../../../src/transform/project/manifest-text.ts';

/** Names and texts with everything that could be taken for a line or its end. */
const text = fc.oneof(fc.string(), fc.constantFrom('a\nb', '},', '"nodes":{', 'ä,\u2028', '\\n', '__proto', ''));
const members = fc.dictionary(text, fc.record({ code: text, list: fc.array(text) }), { maxKeys: 6 });

test('text that is changed is that of the changed manifest', () => {
  fc.assert(
    fc.property(
      members,
      members,
      members,
      fc.infiniteStream(fc.boolean()),
      text,
      (nodes, sources, docs, picks, code) => {
        const metadata = { project_name: 'p' } as Manifest['metadata'];
        const before = { metadata, nodes, sources, docs, functions: {} } as unknown as Manifest;
        const written = textOfManifest(before);
        assert.deepEqual(
          JSON.parse(joinText(written, metadata, NO_CHANGES, () => []).toString()),
          JSON.parse(JSON.stringify(before)),
        );
        const changed = new Map(
          Object.keys(nodes).flatMap((id) => (picks.next().value === true ? [[id, { code }] as const] : [])),
        );
        const parts = {
          ...(picks.next().value === true ? { sources: { [code]: 1 } } : {}),
          ...(picks.next().value === true ? { functions: { [code]: 2 } } : {}),
        } as unknown as Partial<Manifest>;
        const after = {
          ...before,
          ...parts,
          nodes: { ...nodes, ...Object.fromEntries(changed) },
        } as unknown as Manifest;
        const rewritten = joinText(written, metadata, { nodes: changed, parts }, () => Object.keys(nodes));
        const anew = joinText(textOfManifest(after), metadata, NO_CHANGES, () => []);
        assert.equal(rewritten.toString(), anew.toString());
      },
    ),
  );
});
