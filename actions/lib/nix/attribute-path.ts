/** Attribute paths as text, `packages.x86_64-linux."a.b"`: quoting is Nix's own, so any name survives the way there and back. */

const bareName = /^[A-Za-z_][A-Za-z0-9_'-]*$/;

export function renderAttributePath(names: readonly string[]): string {
  return names.map((name) => (bareName.test(name) ? name : quoteNix(name))).join(".");
}

/** Undefined when a quote does not close or a name is missing. Bare names may hold anything but dots and quotes. */
export function parseAttributePath(text: string): readonly string[] | undefined {
  const names: string[] = [];
  const name = /"((?:[^"\\]|\\[\s\S])*)"(?=\.|$)|([^".]+)(?=\.|$)/y;
  for (let at = 0; at <= text.length; at = name.lastIndex + 1) {
    name.lastIndex = at;
    const found = name.exec(text);
    if (found === null) return undefined;
    names.push(found[2] ?? unquoteNix(found[1] ?? ""));
  }
  return names;
}

/** A Nix string literal for any text: no interpolation, no way out of the quotes. */
export function quoteNix(text: string): string {
  const escaped = text
    .replaceAll(/["\\$]/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
  return `"${escaped.replaceAll("\t", "\\t")}"`;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function unquoteNix(body: string): string {
  return body.replaceAll(/\\([\s\S])/g, (_, character: string) => escapes[character] ?? character);
}

/** One word of a command line, safe to paste into a shell. */
export function quoteShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
