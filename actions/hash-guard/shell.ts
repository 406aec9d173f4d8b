/** The commands of shell files and of CI workflows, line by line. It reads YAML only as far as `run:` and its like. */

import type { FileKind } from "./file-kind.ts";
import type { Source } from "./finding.ts";

export type CommandLine = { readonly text: string; readonly start: number };

/** Keys of workflows whose value is shell, or settings of Nix: GitHub, GitLab, Woodpecker, Tangled, CircleCI. */
const shellKeys =
  /^(\s*(?:- )?)(?:run|script|before_script|after_script|command|commands|nix_path|nixPath|NIX_PATH|extra_nix_config|nix_conf):\s*(.*)$/;

const hereDocument = /(?<!<)<<-?\s*["'\\]?([A-Za-z_]\w*)/;

/** Comments, here-documents, and what is only printed, are left out. */
export function* commandLines(source: Source, kind: FileKind): Generator<CommandLine> {
  const lines = kind === "shell" ? linesOf(source.text) : runLines(source.text);
  let ending: string | undefined;
  for (const { text, start } of lines) {
    const here = ending;
    if (here !== undefined && text.trim() === here) ending = undefined;
    if (here !== undefined) continue;
    ending = text.includes("((") ? undefined : hereDocument.exec(text)?.[1];
    const command = withoutComment(text);
    if (command.trim() !== "" && !/^\s*(?:-\s+)?(?:echo|printf|cat <<|:)(?:\s|$)/.test(command))
      yield { text: command, start };
  }
}

function* linesOf(text: string): Generator<CommandLine> {
  let start = 0;
  for (const line of text.split("\n")) {
    yield { text: line.replace(/\r$/, ""), start };
    start += line.length + 1;
  }
}

/** Values of the shell keys: on their own line, or the block that is indented under them. */
function* runLines(text: string): Generator<CommandLine> {
  let block: number | undefined;
  for (const line of linesOf(text)) {
    const indent = line.text.search(/\S/);
    if (indent < 0) continue;
    if (block !== undefined && (indent > block || (/^\s*- /.test(line.text) && indent >= block))) {
      if (!shellKeys.test(line.text)) {
        yield line;
        continue;
      }
    }
    const [, lead, value] = shellKeys.exec(line.text) ?? [];
    block = lead === undefined ? undefined : lead.length;
    if (value !== undefined && value !== "" && !/^[|>]/.test(value))
      yield { text: value, start: line.start + line.text.length - value.length };
  }
}

/** A `#` that starts a word starts a comment, outside quotes. */
function withoutComment(line: string): string {
  if (!line.includes("#")) return line;
  let quote = "";
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index);
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === "#" && /^\s?$/.test(line.charAt(index - 1))) return line.slice(0, index);
  }
  return line;
}
