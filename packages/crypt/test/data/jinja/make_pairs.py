"""Makes the pairs of templates and outputs that lie beside this file, from the reference implementations.

    pip install dbt-core==1.11.14 jinja2==3.1.6     (in a scratch environment)
    python make_pairs.py

Every template is generated here; none is taken from a project. Each pair is [template, output]; an error is
{"error": class of Python}. `native.json` has [template, repr of the value]. The context is CONTEXT below, and the test
has the same one.
"""
import decimal
import itertools
import json
import os
import random

import jinja2
import pytz
import jinja2.parser
from dbt_common.clients.jinja import MacroFuzzEnvironment, MacroFuzzParser, get_environment

HERE = os.path.dirname(os.path.abspath(__file__))
RANDOM = random.Random(7)


def context():
    return {
        "n": None, "t": True, "i": 42, "neg": -7, "f": 3.5, "s": "Hello World", "e": "", "u": "h\u00e9llo \U0001F600 \u00df",
        "l": [3, 1, 2], "ls": ["b", "A", "c", "a"], "le": [], "tp": (1, "x", None), "d": {"b": 2, "a": 1, "items": 9},
        "de": {}, "big": 2 ** 70, "nested": {"x": {"y": [10, {"z": "deep"}]}},
        "rows": [
            {"name": "ann", "age": 31, "city": "Oslo"}, {"name": "Bob", "age": 25, "city": "rome"},
            {"name": "cy", "age": 31, "city": "Oslo"}, {"name": "dee", "age": None, "city": None},
        ],
        "nums": [1, 2.5, -3, 0, 10 ** 20], "mixed": [1, "a", None, 2.0, True, [1], {"k": 1}],
    }


class PlainNameParser(MacroFuzzParser):
    # dbt renames the macros of a file; here they keep their names, so that templates can call their own.
    def parse_macro(self):
        return jinja2.parser.Parser.parse_macro(self)


def parse(self, source, name, filename):
    return PlainNameParser(self, source, name, filename).parse()


MacroFuzzEnvironment._parse = parse
TEXT = get_environment(None)
NATIVE = get_environment(None, native=True)


def modules():
    from dbt.context.base import get_context_modules
    # dbt's wrapper, which warns of itertools, works inside of dbt's program only.
    names = ("count", "cycle", "repeat", "accumulate", "chain", "compress", "islice", "starmap", "tee", "zip_longest", "product",
             "permutations", "combinations", "combinations_with_replacement")
    return {**get_context_modules(), "itertools": {name: getattr(itertools, name) for name in names}}


def render(template, extra=None):
    try:
        return TEXT.from_string(template).render({**context(), **(extra or {})})
    except RecursionError:
        return {"error": "RecursionError"}
    except Exception as error:  # noqa: BLE001
        return {"error": type(error).__name__}


def save(name, templates, run=render):
    seen = dict.fromkeys(templates)
    pairs = []
    for template in seen:
        output = run(template)
        if isinstance(output, str) and (" object at 0x" in output or "<built-in" in output or "<function" in output or "<bound" in output):
            continue
        pairs.append([template, output])
    path = os.path.join(HERE, name + ".json")
    with open(path, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(pair, ensure_ascii=False) for pair in pairs) + "\n]\n")
    print(name, len(pairs))


ATOMS = ["n", "t", "i", "neg", "f", "s", "e", "l", "tp", "d", "le", "0", "1", "2", "-3", "1.5", "0.1", "'a'", "'7'", "[1, 2]", "(1,)", "{}",
         "{'a': 1}", "true", "false", "none", "missing", "big", "1e20", "1e-7", "'%s'", "u", "2.0"]
BINARY = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]


def expressions():
    for a, op, b in itertools.product(ATOMS, BINARY, ATOMS):
        if RANDOM.random() < 0.09:
            yield "{{ %s %s %s }}" % (a, op, b)
    for a in ATOMS:
        for form in ("{{ %s }}", "{{ [%s] }}", "{{ not %s }}", "{{ -%s }}", "{{ +%s }}", "{{ (%s, 1) }}", "{{ {'k': %s} }}", "{{ 'y' if %s else 'n' }}", "{{ 'y' if %s }}"):
            yield form % a
    small = ["1", "2", "3", "-1", "0.5", "'x'", "i", "f", "neg"]
    for _ in range(420):
        text = RANDOM.choice(small)
        for _ in range(RANDOM.randint(1, 4)):
            operand = RANDOM.choice(small)
            if RANDOM.random() < 0.3:
                text = "(%s)" % text
            text = "%s %s %s" % (text, RANDOM.choice(["+", "-", "*", "//", "%", "~", "<", "==", "and", "or", "/"]), operand)
            if RANDOM.random() < 0.15:
                text = "-" + text
            if RANDOM.random() < 0.15:
                text += " if t else 0"
        yield "{{ %s }}" % text
    for text in ("2 ** 3 ** 2", "-2 ** 2", "2 ** -1", "1 < 2 < 3", "1 < 3 < 2", "1 == 1.0 == true", "not 1 == 2", "not not n", "1 if 0 else 2 if 0 else 3",
                 "'a' 'b'", "1, 2", "(1)", "(1,)", "()", "[1,]", "{1: 'a', '1': 'b', 1.0: 'c', true: 'd'}", "1_000", "0x1F", "0b101", "0o17", "1e3", "1_0.2_5e1", "i.bit_length()",
                 "'\\x41\\u00e9\\101\\n'", "'\\q'", '"it\'s"', "'a\"b'", "[\"it's\", 'a\"b', 'both\\'\"']", "'tab\\tnl\\n' ~ ['tab\\tnl\\n']", "[u]", "['\\x00\\x7f\\u200b\\xa0']",
                 "l[0]", "l[-1]", "l[5]", "l[1:]", "l[::-1]", "l[:2]", "l[::2]", "l[5:]", "l[-2:]", "l[0:0]", "l[::0]", "s[0]", "s[-3:]", "s[::3]", "s[::-1]", "s[20]", "u[6]", "u[-1]", "u[5:7]", "u[::-1]",
                 "tp[1]", "tp[0:2]", "d['a']", "d.a", "d.items", "d['items']", "d.zz", "d['zz']", "nested.x.y[1].z", "nested['x']['y'][0]", "nested.x.y.0", "nested.x.y.1.z", "nested.q.r", "range(3)[1]", "range(10)[2:5]",
                 "range(5)", "range(1, 5)", "range(0, 10, 3)", "range(5, 0, -2) | list", "range(3) == range(3)", "range(100001)", "range(1.5)", "dict(a=1, b=2)", "dict([('x', 1)], y=2)", "dict({'q': 1})",
                 "d.keys()", "d.values()", "d.items()", "de.items()", "i is divisibleby 2 and i is divisibleby(3)", "i is not none", "n is none", "i in l", "3 in l", "'b' in d", "none in tp", "1 in 'a'", "1 in 1",
                 "big", "big + 1", "-big", "big // 3", "big % 7", "big / 2", "big * big", "2 ** 100", "9007199254740993", "9007199254740992 + 1", "9007199254740991 * 3", "3 * -4", "0 * -1", "-0", "-0.0", "0.1 + 0.2", "1e16", "1e15", "123456789.125", "1e-4", "1e-5", "1.0 * 3", "1e400", "-1e400", "1e308 * 10",
                 "7 // 2", "-7 // 2", "7 // -2", "-7 % 3", "7 % -3", "7.5 // 2", "-7.5 // 2", "7.5 % -2", "-0.0 % 3", "5 % 3.0", "1 / 3", "2 / 2", "1 // 0", "1 / 0", "1 % 0", "1.0 / 0", "1.0 // 0", "1.0 % 0", "0 ** -1", "0.0 ** -1", "10 ** 20", "10 ** -2", "4 ** 0.5", "true + true", "true / 2", "-true", "+true", "true ~ false",
                 "[1] + [2]", "[1] * 3", "3 * 'ab'", "-1 * 'ab'", "(1, 2) + (3,)", "[1] + (2,)", "'a' + 1", "1 + 'a'", "[1, 2] < [1, 3]", "(1, 'a') < (1, 'b')", "[1] < [1, 0]", "[1] < 'a'", "none < 1", "'a' < 'b'", "'Z' < 'a'", "'a' < 1", "{'a': 1} == {'a': 1.0}", "[1, 2] == (1, 2)", "1 == '1'", "none == false", "{} == []", "true == 1", "d == {'a': 1, 'items': 9, 'b': 2}", "missing == missing", "missing == none", "missing ~ 'x'", "[missing]", "missing or 'z'", "missing and 1", "not missing", "missing.a", "missing['a']", "missing()", "missing + 1", "missing < 1", "-missing", "missing | length", "missing in l", "1 in missing", "[missing | default('q')]",
                 "'%s is %d' % ('x', 3)", "'%(a)s' % d", "'%5.2f|' % f", "'%05d' % i", "'%-6s|' % 'ab'", "'%+d' % 5", "'%x %X %o' % (255, 255, 8)", "'%#x' % 255", "'%e' % 12345.678", "'%g' % 1e-5", "'%g' % 1000000", "'%G' % 1e20", "'%r' % 'q'", "'%%' % ()", "'%s' % (1, 2)", "'%s %s' % 1", "'%d' % 'a'", "'%d' % 3.99", "'%s' % [1, 2]", "'%c' % 65", "'%c' % 'z'", "'%*d' % (5, 3)", "'%.3s' % 'abcdef'", "'%i%%' % 50", "'% d' % 5", "'%q' % 1", "'%' % 1", "'%.0f' % 2.5", "'%.0f' % 3.5", "'%.1f' % 0.25", "'%f' % 1e20", "'%s' % none",
                 "s.q", "s.upper", "i.real", "l.zz", "s()", "5()", "l.append(4)", "l.pop(9)", "le.pop()", "d.pop('zz')", "d.pop('zz', 5)", "l.index(9)", "l.remove(9)", "s.foo()", "__class__", "''.__class__", "[].__class__.__mro__", "s['__class__']", "d.__proto__", "d.constructor", "l.length", "(l).constructor", "s.length", "s.charAt", "l['push']", "self", "l.map", "s.toString()", "d.hasOwnProperty('a')"):
        yield "{{ %s }}" % text


STRINGS = ["s", "e", "u", "'  pad '", "'a,b,,c'", "'a  b c'", "'line1\\nline2\\r\\nline3'", "'MiXeD'", "'123'", "'a-b_c d'", "'tab\\tx'", "'\u01c6x'", "'stra\u00dfe'", "'x'", "'\u0130'"]
STR_METHODS = ["lower()", "upper()", "capitalize()", "title()", "swapcase()", "casefold()", "strip()", "lstrip()", "rstrip()", "strip('ax ')", "lstrip('a')", "rstrip('c3')", "split()", "split(',')", "split(None, 1)", "split(' ', 1)", "split(',', maxsplit=1)", "rsplit(' ', 1)", "rsplit(None, 1)", "rsplit(',')", "rsplit()", "split('')", "splitlines()", "splitlines(true)", "splitlines(keepends=true)", "replace('a', 'ZZ')", "replace('a', 'Z', 1)", "replace('', '-')", "replace('', '-', 2)", "find('l')", "find('z')", "find('l', 4)", "find('o', -5, -1)", "rfind('l')", "index('b')", "rindex('l')", "count('l')", "count('')", "count('l', 3)", "startswith('H')", "startswith(('a', 'H'))", "startswith('e', 1)", "endswith('d')", "endswith(('d', 'c'))", "endswith('l', 0, 4)", "startswith(1)",
               "isdigit()", "isalpha()", "isalnum()", "isspace()", "islower()", "isupper()", "istitle()", "isdecimal()", "isnumeric()", "isidentifier()", "isascii()", "isprintable()", "ljust(14)", "ljust(14, '.')", "rjust(14)", "rjust(14, '0')", "center(14)", "center(15, '*')", "center(3)", "zfill(14)", "ljust(9, 'ab')", "partition(' ')", "partition(',')", "rpartition(',')", "partition('')", "removeprefix('He')", "removesuffix('ld')", "expandtabs()", "expandtabs(3)", "join(['x', 'y'])", "join('xyz')", "join([1])", "join([])", "nosuch()", "lower(1)", "replace('a')", "encode", "format()", "zfill()"]


def methods():
    for string, method in itertools.product(STRINGS, STR_METHODS):
        if string in ("s", "u", "'a,b,,c'", "'  pad '") or RANDOM.random() < 0.35:
            yield "{{ %s.%s }}" % (string, method)
            if RANDOM.random() < 0.1:
                yield "{{ [%s.%s] }}" % (string, method)
    for spec in ("{} {}", "{0}{1}{0}", "{1}", "{2}", "{a} {b}", "{:>5}|{:<5}|", "{:^7}|", "{:*^9}", "{:05d}|{}", "{:+d}{}", "{:,}", "{:_}", "{:.2f}", "{:10.3f}|", "{:e}", "{:g}", "{:%}", "{:.1%}", "{:x} {:X}", "{:#x}", "{:b}", "{:o}", "{:c}", "{!r}", "{!s:>5}", "{{}}", "{{{}}}", "{", "}", "{!q}", "{a[0]}", "{0[k]}", "{0.x}", "{:d}", "{:s}", "{:>{w}}", "{:=+6}", "{:06.1f}", "{:,.2f}", "{:z}", "{} {0}", "{:.3}", "{:.0f}", "{:10}|", "{:n}", "{:#o}", "{:#b}", "{: d}", "{:^+9.2e}"):
        for args in ("1, 2", "'x', 'y'", "1234567.891, 2", "-5, 3", "true, none", "[1], {'k': 5}", "65, 66, w=8, a=[9], b='q'", "1e10, 1e-10", "0.0, 100.0", "1000000, 12345678"):
            yield "{{ %r.format(%s) }}" % (spec, args)
    for call in ("append(4)", "extend([7, 8])", "extend('ab')", "extend(l)", "insert(1, 'z')", "insert(-1, 'z')", "insert(99, 'z')", "pop()", "pop(0)", "pop(-2)", "remove(1)", "reverse()", "sort()", "sort(reverse=true)", "clear()", "copy()", "index(1)", "index(2, 1)", "count(1)", "extend(5)", "append()", "append(1, 2)", "pop('a')"):
        yield "{%% set x = [3, 1, 2] %%}{{ x.%s }} {{ x }}" % call
    for call in ("get('a')", "get('z')", "get('z', 9)", "get('z', default=9)", "keys() | list", "values() | list", "items() | list", "pop('a')", "pop('z')", "pop('z', none)", "popitem()", "setdefault('a', 5)", "setdefault('q', 5)", "setdefault('q')", "update({'c': 3})", "update(c=3, d=4)", "update([('x', 1)])", "update([1])", "update({'a': 0}, b=7)", "copy()", "clear()", "fromkeys(['x', 'y'], 0)", "get()", "a", "b", "nosuch", "keys", "has_key('a')"):
        yield "{%% set x = {'a': 1, 'b': 2} %%}{{ x.%s }} {{ x }}" % call
    for call in ("count(1)", "index('x')", "index(9)", "append(1)", "0", "2"):
        yield "{{ tp.%s }}" % call
    for text in ("{% set x = [1] %}{% do x.append(x) %}{{ x }}", "{% set x = {} %}{% do x.update(k=x) %}{{ x }}", "{% set x = [1,2] %}{% set y = x %}{% do y.append(3) %}{{ x }}", "{% set k = d.keys() %}{% do d.update(zz=1) %}{{ k }}", "{{ 2.0.is_integer() }} {{ f.is_integer() }}", "{{ {(1, 2): 'x'}[(1, 2)] }}", "{{ {[1]: 2} }}", "{{ {'a': 1}.items() == {'a': 1}.items() }}", "{{ 'a' in d.keys() }} {{ 2 in d.values() }} {{ ('a', 1) in d.items() }}", "{{ d.keys()[0] }}", "{{ d.keys() | first }}", "{{ (d.items() | list)[0][1] }}"):
        yield text


VALUES = ["n", "t", "i", "neg", "f", "s", "e", "u", "l", "ls", "le", "tp", "d", "de", "big", "nums", "mixed", "rows", "missing", "'3.7'", "'abc'", "' 12 '", "'0x1f'", "1.5", "2.5", "-2.5", "1e20", "'a b-c (d'", "'<a href=\"x\">T &amp; b</a>'", "nested", "range(7)", "'inf'", "1234.5678", "15", "'true'"]
FILTERS = ["abs", "attr('a')", "attr('upper')", "batch(2) | list", "batch(3, 'x') | list", "capitalize", "center(20)", "center", "default('D')", "default('D', true)", "d('q', boolean=true)", "default", "dictsort", "dictsort(true)", "dictsort(false, 'value')", "dictsort(reverse=true)", "dictsort(by='x')", "escape", "e", "filesizeformat", "filesizeformat(true)", "first", "float", "float(9)", "float('x')", "forceescape", "format('a', 'b')", "int", "int(9)", "int(base=16)", "int(0, 16)", "int(default='q')", "indent", "indent(2, true)", "indent(width='>>')", "indent(2, blank=true)", "items | list", "join", "join(', ')", "join(', ', attribute='name')", "last", "length", "count", "list", "lower", "map('upper') | list", "map('int') | list", "map(attribute='name') | list", "map(attribute='zz', default='-') | list", "map('replace', 'a', 'b') | list", "map('nosuch') | list", "map | list", "max", "max(attribute='age')", "min", "min(case_sensitive=true)", "min(attribute='name')", "pprint", "reject('none') | list", "reject | list", "rejectattr('age') | list", "rejectattr('age', 'none') | map(attribute='name') | list", "replace('a', 'b')", "replace('l', '', 1)", "replace(1, 2)", "reverse | list", "round", "round(1)", "round(2, 'floor')", "round(1, 'ceil')", "round(-1)", "round(-2, 'floor')", "round(method='up')", "safe", "select('odd') | list", "select('string') | list", "select('gt', 1) | list", "select | list", "select('nosuch') | list", "selectattr('age') | list | length", "selectattr('age', 'eq', 31) | map(attribute='name') | join(',')", "selectattr('city', 'in', ['Oslo']) | list | length", "selectattr | list", "slice(2) | list", "slice(3, 'x') | list", "sort", "sort(reverse=true)", "sort(case_sensitive=true)", "sort(attribute='name')", "sort(false, false, 'city,name')", "sort(attribute='age')", "string", "striptags", "sum", "sum(start=10)", "sum('age')", "sum(attribute='age', start=1)", "title", "tojson", "tojson(2)", "tojson(indent=1)", "trim", "trim('a ')", "truncate(5)", "truncate(6, true)", "truncate(6, true, '')", "truncate(8, false, '~', 0)", "truncate(2)", "unique | list", "unique(true) | list", "unique(attribute='city') | map(attribute='name') | list", "upper", "urlencode", "wordcount", "wordwrap(5)", "wordwrap(4, false)", "xmlattr", "groupby('city') | list", "groupby('age') | list", "groupby('city', default='none') | map(attribute='grouper') | list", "nosuch", "as_bool", "as_number", "as_text", "as_native", "is_list", "length(1)", "join(1, 2, 3)", "upper | lower", "string | length", "list | length", "tojson | length", "first | string", "sort | first", "string | reverse", "map('string') | join('|')", "list | tojson", "map('lower') | unique | sort | join"]


def filters():
    for value, name in itertools.product(VALUES, FILTERS):
        heavy = value in ("s", "l", "rows", "d", "missing", "n", "nums") 
        if heavy or RANDOM.random() < 0.22:
            yield "{{ %s | %s }}" % (value, name)
    for number in ("0.5", "1.5", "2.675", "1.005", "-0.5", "1e15", "0.1", "12345.6789", "5", "-15", "25", "big"):
        for args in ("", "(0)", "(1)", "(2)", "(-1)", "(0, 'ceil')", "(1, 'floor')", "(20)"):
            yield "{{ %s | round%s }}" % (number, args)
    for text in ("'some words to wrap around here'", "'averyveryverylongword x'", "'two\\nlines of text'", "'hyphen-ated words-here a-b'", "''", "'  lead and   gaps'"):
        for args in ("(10)", "(6)", "(6, false)", "(10, wrapstring='|')", "(8, break_on_hyphens=false)", "(3)"):
            yield "{{ %s | wordwrap%s }}" % (text, args)
        for args in ("(4)", "(10)", "(10, true)", "(12, false, '..')", "(10, leeway=0)", "(10, true, '', 0)"):
            yield "{{ %s | truncate%s }}" % (text, args)
        for args in ("", "(2)", "(2, true)", "('\\t')", "(2, false, true)"):
            yield "{{ %s | indent%s }}" % (text, args)


TEST_NAMES = ["boolean", "callable", "defined", "divisibleby 2", "divisibleby(3)", "eq 42", "equalto('a')", "even", "false", "float", "ge 2", "gt 2", "in [1, 42, none]", "in 'Hello World'", "integer", "iterable", "le 2", "lower", "lt 2", "mapping", "ne 42", "none", "number", "odd", "sameas none", "sameas true", "sequence", "string", "true", "undefined", "upper", "nosuch", "filter", "test", "escaped", "not none", "not defined", "not string", "greaterthan 1", "lessthan(1)"]


def tests():
    for value in ["n", "t", "i", "neg", "f", "s", "e", "l", "tp", "d", "big", "missing", "d.zz", "'abc'", "'ABC'", "2.0", "range(3)", "d.items()", "dict", "range", "s.upper", "'upper'", "false", "(l | map('int'))"]:
        for name in TEST_NAMES:
            yield "{{ %s is %s }}" % (value, name)


def whitespace():
    marks = ["", "-", "+"]
    for before, a, b, after in itertools.product([" x \n ", "x\n\n", "  ", "a"], marks, ["", "-"], ["\n y", "  z", "\n\n", ""]):
        yield "%s{%%%s if true %s%%}%s{%% endif %%}w" % (before, a, b, after)
        yield "%s{%%%s set q = 1 %s%%}%sw" % (before, a, b, after)
        yield "%s{{%s 'v' %s}}%sw" % (before, "-" if a == "-" else "", b, after)
        yield "%s{#%s c %s#}%sw" % (before, a, b, after)
        yield "%s{%%%s raw %s%%}%s{{ r }} {%%- endraw -%%} w" % (before, a, b, after)
    for text in ("a\n", "a\n\n", "\n", "", "a\r\nb\r\n", "a\rb", "{% raw %}{{ {% {# {% endraw %}", "{%raw%} {%endraw%}x", "{% raw -%}  x  {%- endraw %}", "{# multi\nline #}x", "{#a#}{#b#}c", "{{ '}}' }}", "{{ '%}' }}", "{% if '%}' %}y{% endif %}", "{{ {'a': {'b': 1}}['a']['b'] }}", "{{ {'a': {'b': 1}} }}", "{{1}}{{2}}", "{ { x } }", "{", "{{ '{{' }}", "a{%-if true-%} b {%-endif-%} c", "{{-1}}", "{{- 1 -}}", "  {{- ' x ' -}}  ", "{{ 1 -}}\n\n{{- 2 }}", "\u00a0{%- if true %}x{% endif -%}\u00a0y", "{% if true %}\n\ta\n{% endif %}\n", "-- {{ 1 }} --", "{{ 1\n+\n2 }}", "{%\nif true\n%}x{%\nendif\n%}", "{{ 1 +}}", "{{+1}}", "{{ 1 }}}", "{{{ 1 }}", "{{ 'a' ~\n'b' }}", "#{{ 1 }}", "# for x in y", "## c", "{#- c -#} x", " {%+ if true %} x{% endif %}"):
        yield text


def statements():
    loops = ["[1, 2, 3]", "[]", "'ab'", "d", "d.items()", "range(4)", "l | sort", "ls | map('upper')", "none", "5", "missing", "rows", "tp", "{}", "nested.x.y"]
    bodies = ["{{ x }},", "{{ loop.index }}{{ loop.first }}{{ loop.last }};", "{{ loop.revindex }}/{{ loop.length }} ", "{{ loop.previtem }}<{{ x }}<{{ loop.nextitem }} ", "{{ x }}{{ ',' if not loop.last }}", "{{ loop.cycle('a', 'b') }}", "{% if loop.index is odd %}{% continue %}{% endif %}{{ x }}", "{% if loop.index == 2 %}{% break %}{% endif %}{{ x }}", "{% set y = x %}{{ y }}", "{{ loop.changed(x) }}", "{{ loop.depth }}{{ loop.depth0 }}", "{{ loop.index0 }}{{ loop.revindex0 }}"]
    for source, body in itertools.product(loops, bodies):
        yield "{%% for x in %s %%}%s{%% else %%}none{%% endfor %%}" % (source, body)
    for head in ("k, v in d.items()", "(k, v) in d | dictsort", "k, v in [(1, 2), (3, 4)]", "k, v in [(1, 2, 3)]", "k, v in [1]", "k, v in [[1]]", "k, v in ['ab', 'cd']", "k, (v, w) in [(1, (2, 3))]", "k, v in d.items() if v > 1", "v in l if v > 1", "v in l if v > 9", "v in l if loop.index > 1", "k in d if k != 'a'"):
        yield "{%% for %s %%}[{{ k }}{{ v }}{{ w }}{{ loop.length }}]{%% else %%}-{%% endfor %%}" % head
    for text in (
        "{% if n %}a{% elif i %}b{% else %}c{% endif %}", "{% if n %}a{% elif e %}b{% else %}c{% endif %}", "{% if n %}a{% endif %}", "{% if missing %}a{% else %}b{% endif %}", "{% if not t %}a{% elif 0 %}{% elif l %}L{% endif %}", "{% if 1, 2 %}tuple{% endif %}", "{% if i > 40 and s %}y{% endif %}",
        "{% if t: %}x{% else: %}y{% endif %}", "{% for x in l: %}{{ x }}{% else: %}y{% endfor %}", "{% if n: %}{% elif t : %}b{% endif: %}", "{% macro m(): %}a{% endmacro %}{{ m() }}", "{% with a = 1: %}{{ a }}{% endwith %}",
        "{% set x = 1 %}{% if t %}{% set x = 2 %}{% endif %}{{ x }}", "{% set x = 1 %}{% for q in l %}{% set x = x + q %}{{ x }}{% endfor %}{{ x }}", "{% for q in l %}{{ x }}{% set x = q %}{% endfor %}", "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "{% set a, b = [3, 4] %}{{ a }}{{ b }}", "{% set a, b = 1 %}", "{% set (a, b) = 'xy' %}{{ b }}", "{% set a = 1, 2 %}{{ a }}", "{% set x %}body {{ i }}{% endset %}[{{ x }}]", "{% set x | upper | replace('B', '_') %}ab{% endset %}{{ x }}", "{% set x %}{% set y = 1 %}{% endset %}{{ y }}", "{% set x %}  {% endset %}{{ x | length }}", "{% set ns = namespace(a=1) %}{% for q in l %}{% set ns.a = ns.a + q %}{% endfor %}{{ ns.a }}", "{% set ns = namespace() %}{% set ns.q = [] %}{% do ns.q.append(1) %}{{ ns.q }} {{ ns.zz }} {{ ns }}", "{% set ns = namespace({'k': 1}, z=2) %}{{ ns.k }}{{ ns.z }}{{ ns['k'] }}", "{% set d.q = 1 %}", "{% set ns = namespace(x=0) %}{% set ns.x %}blk{% endset %}{{ ns.x }}",
        "{% macro m(a, b=2, c='x') %}{{ a }}|{{ b }}|{{ c }}{% endmacro %}{{ m(1) }} {{ m(1, 3) }} {{ m(1, c=5) }} {{ m(c=1, a=2) }} {{ m() }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=2) }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, a=2) }}", "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, x=3) }}{{ m() }}", "{% macro m(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}", "{% macro m(a, b=i) %}{{ b }}{% endmacro %}{% set i = 9 %}{{ m(1) }}", "{% macro m(a=1, b) %}{% endmacro %}", "{% macro m() %}{{ q }}{% endmacro %}{% set q = 5 %}{{ m() }}", "{% set q = 4 %}{% macro m() %}{% set q = 6 %}{{ q }}{% endmacro %}{{ m() }}{{ q }}", "{% macro m(n) %}{{ n }}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) }}", "{% macro m() %} x {% endmacro %}[{{ m() }}][{{ m() | trim }}]", "{% macro o() %}{% macro in() %}I{% endmacro %}{{ in() }}{% endmacro %}{{ o() }}{{ in }}", "{{ m() }}{% macro m() %}late{% endmacro %}", "{% for x in l %}{% macro m() %}{{ x }}{% endmacro %}{{ m() }}{% endfor %}", "{% macro m(a) %}{{ caller() }}{{ a }}{% endmacro %}{% call m(1) %}body{{ i }}{% endcall %}", "{% macro m() %}{{ caller('p', q=2) }}{% endmacro %}{% call(a, q, r=3) m() %}{{ a }}{{ q }}{{ r }}{% endcall %}", "{% macro m() %}x{% endmacro %}{% call m() %}b{% endcall %}", "{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}", "{% macro m(caller) %}{{ caller }}{% endmacro %}{{ m(5) }}", "{% macro m() %}{% if caller %}c{% else %}n{% endif %}{% endmacro %}{{ m() }}{% call m() %}{% endcall %}", "{% macro m(x) %}{{ x }}{% endmacro %}{{ m.name }} {{ m.arguments }} {{ m.catch_kwargs }} {{ m.catch_varargs }} {{ m.caller }}", "{% macro m(x: str, y: Optional[int] = 1, z: Dict[str, List[int]] = 2) %}{{ x }}{{ y }}{{ z }}{% endmacro %}{{ m('a') }}", "{% macro m(*a) %}{% endmacro %}", "{% macro f(x) %}{{ x }}{% endmacro %}{{ [1, 2] | map('f') | list }}", "{% macro a() %}A{{ b() }}{% endmacro %}{% macro b() %}B{% endmacro %}{{ a() }}",
        "{% macro m(a,b,c) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(*[1, 2], **{'c': 3}) }}{{ m(*(1, 2, 3)) }}{{ m(1, *[2], c=3) }}{{ m(**{'a': 7, 'b': 8}) }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(**5) }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(*5) }}", "{% macro m() %}{{ kwargs }}{% endmacro %}{{ m(a=1, **{'a': 2}) }}",
        "{% filter upper %}ab{{ s }}{% endfilter %}", "{% filter replace('a', 'b') | upper %}aca{% endfilter %}", "{% filter nosuch %}a{% endfilter %}", "{% with a = 1, b = 2 %}{{ a }}{{ b }}{% endwith %}{{ a }}", "{% with %}{% set z = 1 %}{{ z }}{% endwith %}{{ z }}", "{% set a = 5 %}{% with a = 1, b = a %}{{ b }}{% endwith %}", "{% do l.append(9) %}{{ l }}", "{% do 1 %}", "{% do l.append(1), l.append(2) %}{{ l }}", "{% for x in [1, [2, [3]]] recursive %}{% if x is iterable %}({{ loop(x) }}){% else %}{{ x }}@{{ loop.depth }}{% endif %}{% endfor %}", "{% for x in l %}{{ loop(x) }}{% endfor %}", "{% for x in l %}{% for y in ls %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}", "{% for x in l %}{% for y in [1] %}{% break %}{% endfor %}{{ x }}{% endfor %}", "{{ loop }}", "{% for loop in [1] %}{% endfor %}", "{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.next() }}{{ c.reset() }}{{ c.current }}", "{% set j = joiner('; ') %}{{ j() }}a{{ j() }}b", "{% set j = joiner() %}{{ j() }}a{{ j() }}b", "{% block b %}in{% endblock %}", "{% block b %}in{% endblock b %}x", "{% autoescape true %}{{ 1 }}{% endautoescape %}", "{% include 'x' %}", "{% import 'x' as y %}", "{% from 'x' import y %}", "{% include 'x' ignore missing %}", "{% extends 'x' %}",
        "{% materialization t, default %}x{% endmaterialization %}a", "{% materialization t, adapter='duckdb', supported_languages=['sql', 'python'] %}x{% endmaterialization %}a", "{% materialization t, bad=1 %}x{% endmaterialization %}", "{% test nn(model, column_name) %}x{% endtest %}a", "{% docs d %}x{% enddocs %}a", "{% if t %}{% docs d %}x{% enddocs %}{% endif %}b", "{% set x = 1 %}{% set x = x + 1 %}{{ x }}", "{% for i in range(3) %}{{ i }}{% endfor %}{{ i }}", "{% for k in d %}{{ k }}={{ d[k] }} {% endfor %}", "{% for x in l | reverse %}{{ x }}{% endfor %}", "{% for x in l %}{% if x == 1 %}{{ loop.index }}{% endif %}{% endfor %}", "{% for g in rows | groupby('city', default='') %}{{ g.grouper }}:{{ g.list | length }} {% endfor %}", "{% for c, members in rows | groupby('city', default='') %}{{ c }}{{ members | map(attribute='name') | list }}{% endfor %}", "{% for row in rows | batch(2) %}{{ row | length }}{{ loop.last }}{% endfor %}", "{% for x in l %}{{ loop.index }}{% else %}{% endfor %}", "{% set x = l | map('string') %}{{ x | list }}{{ x | list }}", "{% set outer = 1 %}{% macro a() %}{{ outer }}{% set outer = 2 %}{% endmacro %}{{ a() }}{{ outer }}",
    ):
        yield text


def errors():
    for text in ("{{ 1 + }}", "{{ }}", "{{ a b }}", "{{ (1 }}", "{{ [1, }}", "{{ {1} }}", "{{ {1: } }}", "{{ 'abc }}", "{{ a. }}", "{{ a[ }}", "{{ a[] }}", "{{ a | }}", "{{ a is }}", "{{ a is b is c }}", "{{ 1 if }}", "{{ f(a=1, 2) }}", "{{ f(**a, 1) }}", "{{ f(*a, 1) }}", "{{ f(a b) }}", "{{ f(,) }}", "{{ @ }}", "{{ $x }}", "{{ 01 }}", "{{ 1.a }}", "{{ not }}", "{{ in }}", "{{ a in }}", "{% if %}{% endif %}", "{% if x %}", "{% if x %}{% endfor %}", "{% endif %}", "{% else %}", "{% for %}{% endfor %}", "{% for x %}{% endfor %}", "{% for x in %}{% endfor %}", "{% for x in l %}", "{% for 1 in l %}{% endfor %}", "{% for x in l %}{% endif %}", "{% set %}", "{% set 1 = 2 %}", "{% set x %}", "{% set x = %}", "{% set true = 1 %}", "{% nosuch %}", "{% %}", "{%", "{{", "{#", "{% raw %}", "{% macro %}{% endmacro %}", "{% macro m %}{% endmacro %}", "{% macro m( %}{% endmacro %}", "{% macro m(1) %}{% endmacro %}", "{% macro m() %}", "{% call %}{% endcall %}", "{% call m %}{% endcall %}", "{% call m() %}", "{% filter %}{% endfilter %}", "{% with a %}{% endwith %}", "{% do %}", "{% break %}", "{% continue %}", "{% if x %}{% else %}{% else %}{% endif %}", "{% if x %}{% else %}{% elif y %}{% endif %}", "{{ a }", "{{ 'a' 1 }}", "{{ a.1b }}", "{{ ;}}", "{{ a = 1 }}", "{{ a[1:2:3:4] }}", "{{ a[1,2] }}", "{{ -}}", "{% set x = 1 }}", "{{ x %}", "{% endmacro %}", "{% block %}{% endblock %}", "{% for x in l recursive if x %}{% endfor %}", "{{ '\\N{DASH}' }}", "{{ '\\x4' }}", "{{ a.b.c.1.d() }}", "{{ a..b }}", "{{ [1 2] }}", "{{ (1, 2 }}", "{{ ) }}", "{{ {'a' 1} }}", "{{ a|b|c( }}", "{{ not in x }}", "{{ x not y }}", "{{ 1 2 }}", "{% if x = 1 %}{% endif %}", "{% elif x %}", "{% endset %}", "{{ lambda x: x }}", "{{ [x for x in l] }}", "{{ a := 1 }}", "{{ !a }}", "{{ a && b }}", "{{ a || b }}", "{{ a ? b : c }}", "{{ a === b }}", "{{ a <> b }}", "{{ **a }}", "{{ *a }}", "{% test %}{% endtest %}", "{% docs %}{% enddocs %}", "{% materialization %}{% endmaterialization %}"):
        yield text


DATES = [
    "modules.datetime.date(2024, 2, 29)", "modules.datetime.datetime(2024, 2, 29, 13, 5, 9)", "modules.datetime.datetime(2024, 2, 29, 13, 5, 9, 123456)", "modules.datetime.time(1, 2, 3)", "modules.datetime.timedelta(days=1, hours=30, minutes=5)", "modules.datetime.timedelta(seconds=-1)", "modules.datetime.timedelta(milliseconds=1500)", "modules.datetime.timedelta(weeks=2)", "modules.datetime.timedelta()",
    "modules.datetime.datetime.strptime('2024-03-10 01:02:03', '%Y-%m-%d %H:%M:%S')", "modules.datetime.date.fromisoformat('2024-12-31')", "modules.datetime.datetime.fromisoformat('2024-12-31T23:59:59')", "modules.datetime.datetime.fromisoformat('2024-12-31 23:59:59.5+02:00')",
    "modules.pytz.utc.localize(modules.datetime.datetime(2024, 7, 1, 12))", "modules.pytz.timezone('America/New_York').localize(modules.datetime.datetime(2024, 7, 1, 12))", "modules.pytz.timezone('Europe/Berlin').localize(modules.datetime.datetime(2024, 1, 1, 0, 30))",
]
DATE_USES = ["%s", "[%s]", "(%s).isoformat()", "(%s).strftime('%%Y-%%m-%%d')", "(%s).strftime('%%H:%%M:%%S %%j %%a %%A %%b %%B %%y %%p %%I %%f %%%%')", "(%s).strftime('%%d/%%m %%U %%w %%G-%%V %%u %%Z %%z')", "(%s).year", "(%s).month", "(%s).day", "(%s).hour", "(%s).weekday()", "(%s).isoweekday()", "(%s).isocalendar()", "(%s).replace(day=1)", "(%s).replace(hour=0, minute=0)", "(%s).date()", "(%s).time()", "(%s) + modules.datetime.timedelta(days=31)", "(%s) - modules.datetime.timedelta(hours=25)", "(%s) - (%s)", "(%s) == (%s)", "(%s) < (%s)", "(%s).days", "(%s).seconds", "(%s).total_seconds()", "(%s) * 2", "-(%s)", "(%s) // 2", "(%s) / 2", "(%s).timestamp()", "(%s).tzinfo", "(%s).utcoffset()", "(%s).astimezone(modules.pytz.utc)", "(%s).astimezone(modules.pytz.timezone('Asia/Tokyo'))", "(%s).toordinal()", "(%s).timetuple().tm_yday", "(%s) is string", "(%s) ~ ''", "'{:%%Y/%%m}'.format(%s)", "{(%s): 1}", "(%s).nosuch", "(%s) | tojson", "(%s) + 1", "[(%s)] | sort | first", "(%s).combine"]


def dates():
    for value, use in itertools.product(DATES, DATE_USES):
        yield "{{ %s }}" % use.replace("%s", value).replace("%%", "%")
    for text in ("modules.datetime.datetime(2024, 13, 1)", "modules.datetime.date(2023, 2, 29)", "modules.datetime.datetime(2024, 1, 1) < modules.datetime.date(2024, 1, 1)", "modules.datetime.datetime(2024, 1, 1) - modules.datetime.datetime(2023, 1, 1)", "(modules.datetime.date(2024, 3, 1) - modules.datetime.date(2024, 2, 1)).days", "modules.datetime.datetime.combine(modules.datetime.date(2024, 1, 2), modules.datetime.time(3, 4))", "modules.datetime.datetime.strptime('x', '%Y')", "modules.datetime.datetime.strptime('10 Mar 2024 3PM', '%d %b %Y %I%p')", "modules.datetime.datetime.strptime('2024-03-10T01:02:03.5', '%Y-%m-%dT%H:%M:%S.%f')", "modules.datetime.datetime.strptime('2024-070', '%Y-%j')", "modules.datetime.datetime.strptime('03/10/24', '%m/%d/%y').strftime('%Y%m%d')", "modules.pytz.timezone('Nowhere/X')", "modules.pytz.timezone('US/Eastern')", "modules.pytz.timezone('US/Eastern').localize(modules.datetime.datetime(2024, 11, 3, 1, 30))", "modules.pytz.timezone('US/Eastern').localize(modules.datetime.datetime(2024, 3, 10, 2, 30))", "modules.pytz.timezone('US/Eastern').normalize(modules.pytz.timezone('US/Eastern').localize(modules.datetime.datetime(2024, 3, 10, 1, 30)) + modules.datetime.timedelta(hours=1))", "modules.pytz.utc", "modules.pytz.timezone('UTC')", "modules.pytz.UTC.zone", "modules.datetime.datetime.fromtimestamp(0, modules.pytz.utc)", "modules.datetime.datetime.fromordinal(738000)", "modules.datetime.date.fromordinal(1)", "modules.datetime.datetime(2024, 1, 31) + modules.datetime.timedelta(days=30)", "modules.datetime.date.fromtimestamp", "modules.datetime.datetime(1, 1, 1) - modules.datetime.timedelta(days=1)", "modules.datetime.timedelta(days=1) == modules.datetime.timedelta(hours=24)", "modules.datetime.timedelta(days=1) > modules.datetime.timedelta(hours=23)", "sum", "modules.datetime.timedelta(days=3) / modules.datetime.timedelta(days=2)", "modules.datetime.timedelta(days=3) // modules.datetime.timedelta(days=2)", "modules.datetime.timedelta(days=3) % modules.datetime.timedelta(days=2)", "modules.datetime.timedelta(days=1) * 1.5", "abs(modules.datetime.timedelta(days=-1))", "modules.datetime.timedelta(days=-1) | abs", "modules.datetime.datetime(2024, 1, 1) is number", "modules.datetime.datetime.min", "modules.datetime.date.max", "modules.datetime.timedelta(days=1).foo", "modules.datetime.datetime(2024,1,1).strftime('%-d')", "modules.datetime.datetime(2024,1,1).isoformat(' ')", "modules.datetime.datetime(2024,1,1).isoformat(sep=' ', timespec='minutes')", "modules.datetime.datetime(2024,1,1,5).ctime()",
                 "modules.re.match('a(b+)', 'abbb').group(1)", "modules.re.match('x', 'abc')", "modules.re.search('b(?P<n>.)', 'abc').group('n')", "modules.re.search('b(?P<n>.)', 'abc').groupdict()", "modules.re.findall('[a-z]', 'a1b2')", "modules.re.findall('([a-z])(\\\\d)', 'a1b2')", "modules.re.sub('[0-9]+', '#', 'a12b3')", "modules.re.sub('(a)(b)', '\\\\2\\\\1', 'abab')", "modules.re.sub('a', 'b', 'aaa', 2)", "modules.re.sub('a', 'b', 'aaa', count=1)", "modules.re.split('[,;]', 'a,b;c')", "modules.re.split('(,)', 'a,b')", "modules.re.split(',', 'a,b,c', 1)", "modules.re.fullmatch('a+', 'aaa').group()", "modules.re.match('(a)(b)?', 'a').groups()", "modules.re.escape('a.b*c')", "modules.re.search('B', 'abc', modules.re.IGNORECASE).start()", "modules.re.search('B', 'abc', modules.re.I).span()", "modules.re.compile('a').sub('b', 'xax')", "modules.re.compile('a', modules.re.I).match('A').group(0)", "modules.re.search('(?i)B', 'abc').end()", "modules.re.search('^b', 'a\\nb', modules.re.M).group()", "modules.re.search('a.b', 'a\\nb', modules.re.S).group()", "modules.re.match('(', 'a')", "modules.re.match('a', 'abc')", "modules.re.sub('(?P<w>x)', '<\\\\g<w>>', 'axa')", "modules.re.match('a', 'a')[0]", "modules.re.search('\\\\bfoo\\\\b', 'a foo b').span()", "modules.re.match('a|b', 'b').group() is string", "modules.re.findall('a*', 'baac')", "modules.re.match('\\\\A(\\\\w+)\\\\Z', 'abc').group(1)",
                 "modules.itertools.chain([1], [2]) | list", "modules.itertools.chain.from_iterable([[1], [2]]) | list", "modules.itertools.product([1, 2], 'ab') | list", "modules.itertools.product([0, 1], repeat=2) | list", "modules.itertools.permutations([1, 2, 3], 2) | list", "modules.itertools.combinations('abc', 2) | list", "modules.itertools.combinations_with_replacement('ab', 2) | list", "modules.itertools.islice(modules.itertools.count(5), 3) | list", "modules.itertools.islice([1,2,3,4], 1, 4, 2) | list", "modules.itertools.repeat('x', 3) | list", "modules.itertools.accumulate([1, 2, 3]) | list", "modules.itertools.zip_longest([1, 2], [3], fillvalue=0) | list", "modules.itertools.compress('abc', [1, 0, 1]) | list", "modules.itertools.starmap(range, [(1, 3)]) | list", "modules.itertools.islice(modules.itertools.cycle('ab'), 5) | list"):
        yield "{{ %s }}" % text


def decimals():
    values = ["D('1.10')", "D('-2.5')", "D('0')", "D('1E+3')", "D('1e-9')", "D('123456789012345678901234567890.5')", "D('100')", "D('0.000001')", "D(3)", "D('-0.00')"]
    for value in values:
        for use in ("%s", "[%s]", "-%s", "%s | int", "%s | float", "%s | string", "%s | round", "%s | round(1)", "%s | abs", "%s is number", "%s is integer", "'%%s' % %s", "'%%.2f' % %s", "'{:.2f}'.format(%s)", "'{}'.format(%s)", "1 if %s else 0", "{(%s): 1}", "%s == 0", "%s | tojson", "%s in [1, 100, 3]"):
            yield "{{ %s }}" % use.replace("%s", value).replace("%%", "%")
        for other in values + ["2", "true", "1.5", "'a'", "none"]:
            for operator in ("+", "-", "*", "/", "//", "%", "<", "==", ">="):
                if RANDOM.random() < 0.55:
                    yield "{{ %s %s %s }}" % (value, operator, other)
                if RANDOM.random() < 0.1:
                    yield "{{ %s %s %s }}" % (other, operator, value)


def native_run(template):
    try:
        value = NATIVE.from_string(template).render(context())
        return "Undefined" if isinstance(value, jinja2.Undefined) else repr(value)
    except Exception as error:  # noqa: BLE001
        return {"error": type(error).__name__}


def natives():
    values = ["1", "i", "'1'", "s", "l", "d", "n", "t", "none", "true", "1 + 1", "i + 1", "f", "1.5", "missing", "[i]", "[1, 2]", "{'a': 1}", "i > 1", "1 > 2", "'a' ~ 'b'", "i ~ ''", "l | length", "'x' | upper", "s | upper", "range(3) | list", "tp", "(1, 2)", "i if t else 0", "'5' | int", "not t", "not true", "-i", "-1", "big", "e", "''", "d.a", "l[0]", "d.items() | list", "ls | join(',')", "ls | sort", "i is defined", "1 is number", "'a' in 'abc'", "'true'", "'[1, 2]'", "'none'"]
    for value in values:
        yield "{{ %s }}" % value
        yield " {{ %s }}" % value
        yield "{{ %s }}{{ i }}" % value
        for mark in ("as_bool", "as_number", "as_native", "as_text"):
            yield "{{ %s | %s }}" % (value, mark)
        yield "{%% if t %%}{{ %s }}{%% endif %%}" % value
        yield "{%% set q = %s %%}{{ q }}" % value
    for literal in ("'True'", "'False'", "'true'", "'1'", "'-1.5'", "'+3'", "'1e3'", "'[1, \"a\", None]'", "'(1, 2)'", "'{1: 2}'", "'{}'", "'()'", "'set()'", "'abc'", "'\"abc\"'", "'1 + 1'", "'None'", "' 1'", "'1 '", "''", "'0x10'", "'1_000'", "'01'", "'[1'", "'f(1)'", "'- 1'", "'{\"a\": [1, {\"b\": (1,)}]}'", "'1,2'", "'nan'", "'inf'"):
        for mark in ("as_bool", "as_number", "as_native", "as_text"):
            yield "{{ %s | %s }}" % (literal, mark)
    yield from ("", " ", "text", "1", "a {{ i }}", "{{ i }} b", "{% if false %}x{% endif %}", "{# c #}", "{{ i }}{# c #}", "{% set x = 1 %}", "{{ 1 }}{{ 2 }}")


if __name__ == "__main__":
    MODULES = {"modules": modules()}
    save("expressions", expressions())
    save("methods", methods())
    save("filters", filters())
    save("tests", tests())
    save("whitespace", whitespace())
    save("statements", statements())
    save("errors", errors())
    save("modules", dates(), lambda template: render(template, MODULES))
    save("decimals", decimals(), lambda template: render(template, {"D": decimal.Decimal}))
    save("native", natives(), native_run)
