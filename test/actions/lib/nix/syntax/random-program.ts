/** Random Nix for property tests: programs of the grammar, the same with a fault, and soups of tokens. */

import { fc } from "../../../../support/property.ts";

const names = ["a", "b", "c", "x", "or", "map", "a'", "b-c", "_d", "lib"];
const variables = names.filter((name) => name !== "or");
const literals = [
  ...["0", "1", "007", "9223372036854775807", "1.5", ".5", "1.", "1.5e-3", "0.0"],
  ...["./a", "../b/c", "a/b", "~/c", "/d", "<nixpkgs>", "<a/b-c>", "x:y", "https://h/p?q=1&r='z'"],
  ...[
    '""',
    '"a"',
    '"\\n\\"\\${x}$$"',
    "''''",
    "'' a''",
    "''\n  a\n    b\n  ''",
    "''''${a}'''b''\\nc$''",
    '"$"',
    '"a$b"',
  ],
  ...["[]", "{}", "null", "true", "__curPos"],
];
const operators = [
  ...["+", "-", "*", "/", "++", "//", "==", "!=", "<", ">", "<=", ">=", "&&", "||", "->"],
  ...[" + ", " - ", " / ", " < "],
];

type Pieces = { expression: string; operand: string; simple: string; attribute: string; bindings: string };

/** A program as the grammar allows it; its variables may be undefined and its attributes may clash. */
export const program: fc.Arbitrary<string> = fc.letrec<Pieces>((tie) => {
  const space = fc.constantFrom(" ", " ", "\n", "\r\n", " # c\n", " /* c */ ", "\t");
  const path = fc.array(tie("attribute"), { minLength: 1, maxLength: 3 }).map((parts) => parts.join("."));
  const wide = { maxDepth: 5, depthIdentifier: "program" } as const;
  const formal = fc.oneof(
    fc.constantFrom(...variables),
    fc.tuple(fc.constantFrom(...variables), tie("expression")).map(([name, value]) => `${name} ? ${value}`),
  );
  const formals = fc
    .tuple(
      fc.uniqueArray(formal, { maxLength: 3, selector: (text) => text.split(" ")[0] }),
      fc.constantFrom("", ",", ", ...", "..."),
    )
    .map(([list, end]) => {
      const tail = list.length === 0 ? end.replace(",", "") : end === "..." ? ", ..." : end;
      return `{ ${list.join(", ")}${tail} }`;
    });
  const header = fc.oneof(
    fc.constantFrom(...variables).map((name) => `${name}: `),
    formals.map((set) => `${set}: `),
    fc.tuple(formals, fc.constantFrom("args", "a")).map(([set, name]) => `${set} @ ${name}:`),
    fc.tuple(formals, fc.constantFrom("args", "a")).map(([set, name]) => `${name}@${set}:`),
  );
  const inherit = fc
    .tuple(
      fc.option(tie("expression"), { nil: undefined }),
      fc.array(fc.constantFrom(...names, '"a"', '${"b"}'), { maxLength: 3 }),
    )
    .map(([from, list]) => `inherit ${from === undefined ? "" : `(${from}) `}${list.join(" ")};`);
  const binding = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(path, tie("expression")).map(([to, value]) => `${to} = ${value};`) },
    { weight: 1, arbitrary: inherit },
  );
  return {
    expression: fc.oneof(
      { ...wide, withCrossShrink: true },
      tie("operand"),
      tie("operand"),
      fc.tuple(header, tie("expression")).map(([head, body]) => `${head}${body}`),
      fc.tuple(tie("bindings"), tie("expression")).map(([all, body]) => `let ${all} in ${body}`),
      fc.tuple(tie("expression"), tie("expression")).map(([one, two]) => `with ${one}; ${two}`),
      fc.tuple(tie("expression"), tie("expression")).map(([one, two]) => `assert ${one}; ${two}`),
      fc
        .tuple(tie("expression"), tie("expression"), tie("expression"))
        .map(([one, two, three]) => `if ${one} then ${two} else ${three}`),
    ),
    operand: fc.oneof(
      { ...wide, withCrossShrink: true },
      tie("simple"),
      tie("simple"),
      fc
        .tuple(tie("operand"), fc.constantFrom(...operators), space, tie("operand"))
        .map(([one, operator, gap, two]) => `${one} ${operator}${gap}${two}`),
      fc.tuple(tie("simple"), space, tie("simple")).map(([one, gap, two]) => `${one}${gap}${two}`),
      fc.tuple(tie("simple"), tie("simple"), tie("simple")).map((all) => all.join(" ")),
      fc.tuple(tie("operand"), path).map(([one, to]) => `${one} ? ${to}`),
      fc.tuple(fc.constantFrom("!", "-", "! ", "- "), tie("operand")).map((all) => all.join("")),
      fc.tuple(tie("simple"), path, tie("simple")).map(([one, to, other]) => `${one}.${to} or ${other}`),
      tie("simple").map((one) => `${one} or`),
    ),
    simple: fc.oneof(
      { ...wide, withCrossShrink: true },
      fc.constantFrom(...variables),
      fc.constantFrom(...variables, ...literals),
      tie("expression").map((inner) => `(${inner})`),
      fc.tuple(tie("simple"), path).map(([one, to]) => `(${one}).${to}`),
      fc.array(tie("simple"), { maxLength: 3 }).map((items) => `[ ${items.join(" ")} ]`),
      tie("bindings").map((all) => `{ ${all} }`),
      tie("bindings").map((all) => `rec { ${all} }`),
      tie("bindings").map((all) => `let { ${all} }`),
      tie("expression").map((inner) => `"a\${${inner}}$b"`),
      tie("expression").map((inner) => `''\n  a\${${inner}}''$ ''`),
      tie("expression").map((inner) => `./a/\${${inner}}/b`),
    ),
    attribute: fc.oneof(
      { ...wide, withCrossShrink: true },
      { weight: 8, arbitrary: fc.constantFrom(...names) },
      { weight: 1, arbitrary: fc.constantFrom('"a"', '"b c"', '${"a"}', "${''b''}") },
      { weight: 1, arbitrary: tie("expression").map((inner) => `\${${inner}}`) },
      { weight: 1, arbitrary: tie("expression").map((inner) => `"a\${${inner}}"`) },
    ),
    bindings: fc.array(binding, { maxLength: 4, depthIdentifier: "program" }).map((all) => all.join(" ")),
  };
}).expression;

/** Whatever the lexer must tell apart, side by side. */
const scraps = [
  ...[
    "a",
    "or",
    "if",
    "then",
    "else",
    "let",
    "in",
    "rec",
    "inherit",
    "with",
    "assert",
    "map",
    "x:",
    "x",
    "e5",
    "a'",
  ],
  ...[
    "1",
    "0",
    ".5",
    "1.",
    "1.5",
    "1e5",
    "007",
    ".",
    "..",
    "...",
    "-",
    "+",
    "++",
    "*",
    "/",
    "//",
    "/a",
    "a/",
    "a/b",
    "./",
    "~/",
    "~",
  ],
  ...[
    "<",
    ">",
    "<=",
    ">=",
    "<a>",
    "==",
    "=",
    "!=",
    "!",
    "&&",
    "&",
    "||",
    "|",
    "->",
    "?",
    "@",
    ":",
    ";",
    ",",
    "a:b",
  ],
  ...[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "${",
    "$",
    '"',
    "''",
    "'",
    "'''",
    "''$",
    "''${",
    "\\",
    "\\n",
    "#",
    "# c\n",
    "/*",
    "*/",
    "/* c */",
  ],
  ...[" ", " ", " ", "\n", "\r\n", "\r", "\t", "\u0000", "é", "\ud800", "😀", "\f"],
];

export const soup: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...scraps), { maxLength: 12 })
  .map((parts) => parts.join(""));

/** A program with one piece of it taken out, doubled, or replaced by a scrap. */
export const faulty: fc.Arbitrary<string> = fc
  .tuple(program, fc.nat(), fc.nat(4), fc.constantFrom("", ...scraps))
  .map(([text, place, length, scrap]) => {
    const at = text.length === 0 ? 0 : place % text.length;
    return text.slice(0, at) + scrap + text.slice(at + length);
  });

export const anyText: fc.Arbitrary<string> = fc.oneof(
  program,
  faulty,
  soup,
  fc.string({ unit: "binary", maxLength: 60 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
    .map((units) => String.fromCharCode(...units)),
);
