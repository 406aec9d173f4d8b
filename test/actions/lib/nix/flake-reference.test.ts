import { expect, test } from "@jest/globals";
import { localPath, parseFlakeReference } from "../../../../actions/lib/nix/flake-reference.ts";

test.each([
  [".", "/w/repo", true],
  ["", "/w/repo", true],
  ["./examples/nur", "/w/repo/examples/nur", true],
  ["..", "/w", true],
  [".?dir=nur", "/w/repo?dir=nur", true],
  ["/abs/olute", "/abs/olute", true],
  ["path:./nur", "path:/w/repo/nur", true],
  ["path:/abs", "path:/abs", true],
  ["git+file:.?ref=main", "git+file:///w/repo?ref=main", true],
  ["git+file:///x", "git+file:///x", true],
  ["github:owner/repo", "github:owner/repo", false],
  ["nixpkgs", "nixpkgs", false],
  ["git+ssh://git@example.org/x?ref=main", "git+ssh://git@example.org/x?ref=main", false],
])("%j is %s", (text, url, local) => {
  expect(parseFlakeReference(text, "/w/repo")).toEqual({ ok: true, value: { text, url, local } });
});

test.each([
  [".#hello", "/w", 'names the attribute "hello"', "write flake: ."],
  [".", "/w/a#b", '"/w/a#b"', "rename the folder"],
])("%j in %s is refused", (text, workspace, what, fix) => {
  const outcome = parseFlakeReference(text, workspace);
  expect(outcome).toMatchObject({
    ok: false,
    problems: [{ code: "flake-unusable", what: expect.stringContaining(what), fix }],
  });
});

test.each([
  [".", "/w/repo"],
  ["./nur", "/w/repo/nur"],
  [".?dir=nur", "/w/repo/nur"],
  ["path:./nur?dir=deep/er", "/w/repo/nur/deep/er"],
  ["git+file:.?ref=main&dir=nur", "/w/repo/nur"],
  ["git+file:///x/a%20b", "/x/a b"],
  ["file:///x?dir=nur", "/x/nur"],
  ["file:///x/100%", "/x/100%"],
  ["file:///x/source.tar.gz", undefined],
  ["file:///x/source.tgz?dir=nur", undefined],
  [".?dir=c++", "/w/repo/c++"],
  ["git+file:relative", undefined],
  ["github:owner/repo?dir=nur", undefined],
  ["https://example.org/x.tar.gz", undefined],
])("the files of %j are in %j", (text, folder) => {
  const reference = parseFlakeReference(text, "/w/repo");
  expect(reference.ok && localPath(reference.value)).toBe(folder);
});
