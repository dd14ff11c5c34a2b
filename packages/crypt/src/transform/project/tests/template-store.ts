// Small templates that come again and again: calls of tests, references in their arguments.
import { parseTemplate } from '../../jinja/syntax/parse-template.ts';
import type { Template } from '../../jinja/syntax/tree.ts';
import { TEMPLATES_KEPT_MAX } from '../../../kernel/limits.ts';

export type TemplateStore = (text: string) => Template;

/** Their name in errors is that of what they are; the caller adds the place. */
export function openTemplateStore(): TemplateStore {
  const known = new Map<string, Template>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const template = parseTemplate(text, 'test');
    if (known.size >= TEMPLATES_KEPT_MAX) known.clear();
    known.set(text, template);
    return template;
  };
}
