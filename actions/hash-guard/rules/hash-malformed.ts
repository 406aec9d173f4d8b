/** Hashes Nix cannot read: the wrong length, alphabet or encoding for what they say they are. */

import { type Hash, type HashAlgorithm, hashAlgorithms, parseHash, renderSri } from "../../lib/nix/hash.ts";
import { renderString } from "../../lib/nix/syntax/literal.ts";
import type { Remark } from "../finding.ts";
import type { HashSite } from "../hash-site.ts";
import { severityOf } from "../hash-verdict.ts";
import type { NixFile } from "../nix-file.ts";
import { hashFix } from "../source.ts";
import type { NixRule } from "./rule.ts";

export const hashMalformed: NixRule = {
  code: "hash-malformed",
  summary: "A hash is none that Nix can read.",
  help: [
    "`sha256-` must be followed by base64; people put Nix base32 or base16 behind it, or lose the padding. Nix refuses",
    "the attribute at evaluation, on the system that reads it, and everything behind it stays unseen. Where the digits",
    "are complete the right spelling is known and `--fix` writes it.",
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    for (const site of file.hashes) {
      const mended = mendedHash(site);
      if (!isMalformed(site)) continue;
      const { start, end } = site.node;
      const what = `${site.attribute ?? "text"} ${JSON.stringify(site.text)} is no hash that Nix can read${reason(site, mended)}`;
      const severity = severityOf(site);
      if (mended === undefined) yield { start, end, severity, what, fix: hashFix(file.scopes, site.fetch) };
      else {
        const text = renderString(renderSri(mended));
        yield { start, end, severity, what, fix: `write ${text}`, edits: [{ start, end, text }] };
      }
    }
  },
};

/** Shorter texts outside fetches are prose: `"sha256-..."`, `"md5-2.3.0"`. */
const shortest = 20;

function isMalformed(site: HashSite): boolean {
  const { text } = site;
  if (text === undefined || text === "" || site.madeUp) return false;
  if (site.hash !== undefined) return site.bare && site.fetch !== undefined && !site.fetch.custom;
  const named = /^(?:md5|sha1|sha256|sha512)[-:]/.test(text);
  if (site.fetch !== undefined && !site.fetch.custom) return true;
  return text.length >= shortest && /^\S+$/.test(text) && (named || saysAlgorithm(site));
}

function saysAlgorithm(site: HashSite): boolean {
  return /sha(?:1|256|512)$/i.test(site.attribute ?? "") && site.inCall;
}

/** The same digits in the right spelling, when they can mean one hash only. */
function mendedHash({ text, bare, hash }: HashSite): Hash | undefined {
  if (bare && hash !== undefined) return hash;
  const named = /^(md5|sha1|sha256|sha512)([-:])(.*)$/s.exec(text ?? "");
  const body = named?.[3]?.replace(/=+$/, "") ?? "";
  for (const algorithm of named ? [named[1] as HashAlgorithm] : hashAlgorithms.slice(2)) {
    const padding = "=".repeat((4 - (body.length % 4)) % 4);
    const read = parseHash(`${algorithm}:${body}`) ?? parseHash(`${algorithm}-${body}${padding}`);
    if (read !== undefined && named !== null) return read;
  }
  return undefined;
}

function reason({ bare, text }: HashSite, mended: Hash | undefined): string {
  if (bare && mended !== undefined) return ": it does not say its algorithm";
  const body = (text ?? "").replace(/^\w+[-:]/, "");
  if (mended === undefined) return "";
  if (/^[0-9a-f]+$/.test(body)) return ": base16 where base64 belongs";
  return /=$/.test(body) || body.length % 4 !== 0
    ? ": the padding is wrong"
    : ": Nix base32 where base64 belongs";
}
