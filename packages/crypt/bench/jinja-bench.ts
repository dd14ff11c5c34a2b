// Templates: parsing and rendering of a model of ordinary size, and of macros, which are nearly all tags.
import { renderAsync, renderSync } from '../src/transform/jinja/render.ts';
import { parseTemplate } from '../src/transform/jinja/syntax/parse-template.ts';
import { hostFunction } from '../src/transform/jinja/values/host.ts';
import { textOf } from '../src/transform/jinja/values/repr.ts';
import type { Value } from '../src/transform/jinja/values/value.ts';
import { figure, type Figure } from './figure.ts';

const MODEL = `{{ config(materialized='incremental', unique_key='order_id', tags=['daily', 'finance']) }}

with orders as (
    select * from {{ ref('stg_orders') }}
    {% if is_incremental() %}
    where updated_at > (select max(updated_at) from {{ this }})
    {% endif %}
),
payments as (
    select * from {{ ref('stg_payments') }}
),
{% set payment_methods = ['credit_card', 'coupon', 'bank_transfer', 'gift_card'] %}
order_payments as (
    select
        order_id,
        {% for payment_method in payment_methods -%}
        sum(case when payment_method = '{{ payment_method }}' then amount else 0 end) as {{ payment_method }}_amount{{ ',' if not loop.last }}
        {% endfor -%}
        , sum(amount) as total_amount
    from payments
    group by order_id
),
final as (
    select
        orders.order_id,
        orders.customer_id,
        orders.order_date,
        orders.status,
        order_payments.total_amount as amount, -- a comment that is long enough to look like an ordinary line of SQL
        coalesce(order_payments.credit_card_amount, 0) as credit_card_amount
    from orders
    left join order_payments
        on orders.order_id = order_payments.order_id
)
select * from final
`;

const MACRO = `{% macro m(a, b=2) %}{{ a }}{{ b | default('x') }}{% if a == b and not c %}{{ return(adapter.dispatch('m', 'p')(a, b=b)) }}{% endif %}{% for x in a.items() %}{% do l.append(x) %}{% endfor %}{% endmacro %}
`;

function context(isLater: boolean): ReadonlyMap<string, Value> {
  const quote = (name: Value | undefined): string => `"db"."main"."${textOf(name ?? null)}"`;
  return new Map<string, Value>([
    ['config', hostFunction('config', ['materialized', 'unique_key', 'tags'], () => '')],
    ['ref', hostFunction('ref', ['name'], isLater ? async ([name]) => quote(name) : ([name]) => quote(name))],
    ['is_incremental', hostFunction('is_incremental', [], () => true)],
    ['this', '"db"."main"."orders"'],
  ]);
}

/** Microseconds of one call, after a second of warming up. */
async function time(run: () => unknown): Promise<number> {
  for (const end = performance.now() + 700; performance.now() < end;) await run();
  const start = performance.now();
  let count = 0;
  for (; performance.now() < start + 700; count++) await run();
  return ((performance.now() - start) / count) * 1_000;
}

export async function benchJinja(onFigure: (figure: Figure) => void): Promise<void> {
  const parsed = MODEL.length / (await time(() => parseTemplate(MODEL, 'm')));
  onFigure(figure('jinja: parse of a model', parsed, 'MB/s', null, { says: '>= 10', met: parsed >= 10 }));
  const macros = MACRO.repeat(20);
  const dense = macros.length / (await time(() => parseTemplate(macros, 'm')));
  onFigure(figure('jinja: parse of macros, all tags', dense, 'MB/s', null, null));
  const template = parseTemplate(MODEL, 'm');
  const [now, later] = [context(false), context(true)];
  const rendered = await time(() => renderSync(template, now));
  onFigure(figure('jinja: render of a model', rendered, 'us', null, { says: '<= 50', met: rendered <= 50 }));
  const waited = await time(() => renderAsync(template, later));
  onFigure(figure('jinja: render of a model whose refs wait', waited, 'us', null, null));
}
