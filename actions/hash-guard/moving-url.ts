/** URLs whose content changes: a branch, the latest release, a range of versions. It judges the text, and asks no server. */

import { movingName } from "./mutable-name.ts";

/** Why what the URL gives will change; undefined when nothing says so. `\u0000` stands for a part that is not known. */
export function movingPart(url: string): string | undefined {
  const text = withoutQuestionable(url);
  if (text === undefined) return undefined;
  for (const find of [referenceIn, packageVersionIn, newestIn]) {
    const part = find(text);
    if (part !== undefined) return part;
  }
  return undefined;
}

/** A branch or moving tag in the place where a forge takes a reference. */
const references: readonly RegExp[] = [
  /\/(refs\/heads\/[^/?#]*?)(?:\.tar\.\w+|\.tgz|\.zip)?(?:[/?#]|$)/,
  /\/(?:-\/)?archive\/([^/?#]+?)(?:\.tar\.\w+|\.tgz|\.tar|\.zip)(?:[?#]|$)/,
  /\/-\/archive\/([^/?#]+)\//,
  /\/(?:tarball|zipball|tar\.gz|legacy\.tar\.gz|zip)\/([^/?#]+)(?:[/?#]|$)/,
  /\/get\/([^/?#]+?)(?:\.tar\.\w+|\.zip)(?:[?#]|$)/,
  /^https?:\/\/raw\.(?:githubusercontent|github)\.com\/[^/]+\/[^/]+\/([^/]+)\//,
  /\/(?:-\/)?raw\/(?:branch\/)?([^/?#]+)\//,
  /\/raw\/branch\/([^?#]+?)\//,
  /\/blob\/([^/?#]+)\/[^?#]*\?(?:raw|inline)/,
  /\/snapshot\/([^/?#]+?)(?:\.tar\.\w+|\.tgz|\.zip)(?:[?#]|$)/,
  /[?&;](?:ref|h|hb|branch|rev|sha|id)=([^&;#]+)/,
  /^https?:\/\/cdn\.jsdelivr\.net\/gh\/[^/]+\/[^/@]+@([^/]+)\//,
];

function referenceIn(url: string): string | undefined {
  for (const pattern of references) {
    const name = pattern.exec(url)?.[1];
    const moves = name === undefined ? undefined : movingName(name === "refs/heads/" ? "refs/heads/…" : name);
    if (name !== undefined && moves !== undefined)
      return `${JSON.stringify(name.replaceAll("\u0000", "…"))} is a ${moves === "branch" ? "branch" : "name that is set again"}`;
  }
  return undefined;
}

/** npm CDNs take ranges, tags, or nothing for a version. */
function packageVersionIn(url: string): string | undefined {
  const match =
    /^https?:\/\/(?:unpkg\.com|esm\.sh|cdn\.skypack\.dev|cdn\.jsdelivr\.net\/npm)\/((?:@[^/@]+\/)?[^/@?\u0000]+)(?:@([^/?#]*))?/.exec(
      url,
    );
  if (match === null) return undefined;
  const [, name, version] = match;
  if (version === undefined) return `${JSON.stringify(name)} has no version`;
  return version.includes("\u0000") || /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version)
    ? undefined
    : `${JSON.stringify(version)} is a range of versions`;
}

/** `latest`, `nightly`: as a part of the path, or of the last name, with no version or date behind it. */
function newestIn(url: string): string | undefined {
  const path = url.replace(/^[a-z]+:\/\/[^/]*/i, "").replace(/[?#].*$/, "");
  const parts = path.split("/");
  if (/\/releases\/latest\/download\//.test(path)) return '"latest" is whatever is newest';
  const at = parts.findIndex((part) => /^(?:latest|nightly)$/i.test(part));
  if (at >= 0 && !parts.slice(at + 1).some((part) => /\d+[.-]\d+|\d{6}|[0-9a-f]{12}|\u0000/.test(part)))
    return `${JSON.stringify(parts[at])} is whatever is newest`;
  const last = parts.at(-1) ?? "";
  const word = /(?:^|[-_.])(latest|nightly|SNAPSHOT)(?=[-_.]|$)/.exec(last)?.[1];
  return word === undefined ||
    /\d+\.\d+|\d{6}|[0-9a-f]{12}|\u0000/.test(path.replace(/-SNAPSHOT.*/, "SNAPSHOT"))
    ? undefined
    : `${JSON.stringify(word)} is whatever is newest`;
}

/** Undefined when the URL holds a commit, or is of an archive that keeps what was. */
function withoutQuestionable(url: string): string | undefined {
  if (/^https?:\/\/web\.archive\.org\/web\/\d{4,}/.test(url)) return undefined;
  return /(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/.test(url) ? undefined : url;
}
