import { readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { buildEntries } from "../../../actions/nix-build/build-entries.ts";
import {
  byName,
  drvPathOf,
  effects,
  folder,
  hashOf,
  nixWith,
  recorded,
  zeros,
} from "../../support/builds.ts";
import { someEntries } from "../../support/derivations.ts";
import { aHost } from "../../support/fake-host.ts";

describe("passing troubles", () => {
  test("a fetch that could not connect is tried again, after growing pauses", async () => {
    const nix = nixWith();
    const tries = join(folder, "tries");
    const entries = await someEntries(
      nix,
      `
      moody = fetch "moody" "${hashOf(`${tries}\n`)}" ''
        if test -e ${tries}2; then echo ${tries} > $out; exit 0; fi
        if test -e ${tries}1; then : > ${tries}2; else : > ${tries}1; fi
        echo 'curl: (7) Failed to connect to example.org port 443'; exit 7
      '';
      gone = fetch "gone" "${zeros}" "echo x >> ${tries}-gone; echo 'curl: (22) The requested URL returned error: 404'; exit 22";
      down = fetch "down" "${zeros}" "echo x >> ${tries}-down; echo 'curl: (6) Could not resolve host: x'; exit 6";
      `,
    );
    const pauses: number[] = [];
    const pause = async (milliseconds: number): Promise<void> => void pauses.push(milliseconds);
    const outcome = await buildEntries({ entries, effects: { ...effects, pause } }, nix, aHost());
    expect(pauses).toEqual([5_000, 30_000]);
    expect(byName(outcome)).toMatchObject({
      moody: { state: "built" },
      gone: { state: "failed", failure: { class: "network" } },
      down: { state: "failed", failure: { class: "network" } },
    });
    expect(readFileSync(`${tries}-down`, "utf8")).toBe("x\nx\nx\n");
    expect(readFileSync(`${tries}-gone`, "utf8")).toBe("x\n");
    expect(outcome.known).toEqual({});
  });

  test.each([
    ["out-of-memory", "kill -KILL $$"],
    ["disk-full", "echo 'cp: error writing x: No space left on device'; exit 1"],
  ])("%s is tried once more, alone", async (failureClass, script) => {
    const { nix, calls } = recorded(nixWith());
    const entries = await someEntries(nix, `tight = shell "tight" "${script}";`);
    const outcome = await buildEntries({ entries, effects }, nix, aHost());
    expect(byName(outcome)["tight"]?.failure?.class).toBe(failureClass);
    const drvPath = drvPathOf(entries, "tight");
    const start = ["--realise", "--keep-going", "--log-format", "internal-json", "-v"];
    expect(calls.filter(([, args]) => args[0] === "--realise")).toEqual([
      ["nix-store", [...start, drvPath]],
      ["nix-store", [...start, "--max-jobs", "1", drvPath]],
    ]);
  });
});

describe("troubles made for real", () => {
  test("a fetch from a port where nobody listens is the network's fault, and tried again", async () => {
    const port = await aDeadPort();
    const { nix, calls } = recorded(nixWith("download-attempts = 1"));
    const entries = await someEntries(
      nix,
      `
      dead = derivation {
        name = "dead"; inherit system salt; builder = "builtin:fetchurl"; preferLocalBuild = true;
        url = "http://127.0.0.1:${port}/x"; urls = [ "http://127.0.0.1:${port}/x" ]; unpack = ""; executable = "";
        outputHashMode = "flat"; outputHashAlgo = "sha256"; outputHash = "${zeros}";
      };
      needsDead = shell "needs-dead" "echo \${dead} > $out";
      `,
    );
    const outcome = await buildEntries({ entries, effects }, nix, aHost());
    expect(byName(outcome)).toMatchObject({
      dead: { failure: { class: "network", explanation: expect.stringContaining(`127.0.0.1:${port}/x`) } },
      needsDead: { failure: { class: "network", rootCause: drvPathOf(entries, "dead") } },
    });
    expect(calls.filter(([, args]) => args[0] === "--realise")).toHaveLength(3);
    expect(outcome.known).toEqual({});
  });

  // The small disk is one of the Nix matrix; /dev/full is as full everywhere.
  const smallDisk = process.env["NUR_CI_SMALL_DISK"];
  test("a builder that fills the disk is told as that", async () => {
    const target = smallDisk === undefined ? "/dev/full" : `${smallDisk}/fill`;
    const nix = nixWith();
    const entries = await someEntries(
      nix,
      `full = shell "full" "/bin/dd if=/dev/zero of=${target} bs=64k; code=$?; test ${target} = /dev/full || /bin/rm ${target}; exit $code";`,
    );
    const outcome = await buildEntries({ entries, effects }, nix, aHost());
    expect(byName(outcome)["full"]?.failure).toMatchObject({
      class: "disk-full",
      explanation: expect.stringContaining("No space left on device"),
    });
    expect(outcome.known).toEqual({});
  });
});

/** One that was free just now. */
async function aDeadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
