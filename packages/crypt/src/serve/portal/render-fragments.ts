import { FRAGMENTS, type FragmentId, type PipelineView } from './pages/pipeline-page.tsx';

/** The HTML of each fragment. An empty one is a comment: browsers drop a server-sent event without data. */
export function renderFragments(view: PipelineView): ReadonlyMap<FragmentId, string> {
  const ids = Object.keys(FRAGMENTS) as FragmentId[];
  return new Map(ids.map((id) => [id, renderHtml(FRAGMENTS[id](view)) || '<!-- -->']));
}

/** Pages have no asynchronous parts, so a node's text is there at once. */
export function renderHtml(node: { toString(): string | Promise<string> } | null): string {
  return node === null ? '' : (node.toString() as string);
}
