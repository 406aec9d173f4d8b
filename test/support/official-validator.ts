/** GitHub's own language service over a workflow or an action.yml; of actions it knows those of the pin table and ours. */

import { registerLogger } from "@actions/languageservice/log";
import { validate } from "@actions/languageservice/validate";
import { parse } from "yaml";
import type { Contract } from "../../workflows/contract/contract.ts";
import { contracts } from "../../workflows/contract/contracts.ts";
import { renderManifest } from "../../workflows/contract/manifest.ts";
import { renderWorkflowsFor } from "../../workflows/files.ts";
import { findPin } from "../../workflows/pins.ts";
import { thisSpec } from "./specs.ts";

type Metadata = {
  readonly name: string;
  readonly description: string;
  readonly inputs: Record<string, { readonly description: string; readonly required: boolean }>;
};

const calledFiles = renderWorkflowsFor(thisSpec);

let documents = 0;

// The service swallows its own exceptions into its log and then reports nothing at all.
const faults: string[] = [];
const note = (message: string) => void faults.push(message);
registerLogger({ error: note, warn: note, info: () => undefined, log: () => undefined });

/** Messages, errors and warnings alike. `./actions/x` is checked as `$/actions/x`: the service looks into that one only. */
export async function officialFindings(text: string, file = "ci.yml"): Promise<readonly string[]> {
  const content = text.replaceAll("uses: ./actions/", "uses: $/actions/");
  documents += 1;
  const document = {
    // It caches by address: every document gets its own.
    uri: `file:///${documents}/${file}`,
    languageId: "yaml",
    version: 1,
    lineCount: content.split("\n").length,
    getText: () => content,
  } as Parameters<typeof validate>[0];
  const diagnostics = await validate(document, {
    actionsMetadataProvider: { fetchActionMetadata: async (reference) => metadataOf(reference) },
    fileProvider: {
      getFileContent: async (reference) => fileOf("path" in reference ? reference.path : ""),
    },
  });
  return [...faults.splice(0), ...diagnostics.map(({ message }) => String(message))];
}

/** A workflow that is called, ours whoever's repository it is called from, or the manifest of an action. */
function fileOf(path: string): { readonly name: string; readonly content: string } {
  const called = calledFiles.find((file) => path.endsWith(file.path));
  if (called !== undefined) return { name: called.path, content: called.content };
  return { name: "action.yml", content: manifestOf(path) };
}

function metadataOf(reference: { owner: string; name: string; path?: string }): Metadata | undefined {
  const { owner, name, path } = reference;
  const pin = findPin([owner, name, path].filter((part) => part !== undefined).join("/"));
  if (pin === undefined) return path === undefined ? undefined : (parse(manifestOf(path)) as Metadata);
  const inputs = pin.inputs.map((input) => {
    return [input, { description: "", required: pin.required?.includes(input) ?? false }];
  });
  return { name, description: "", inputs: Object.fromEntries(inputs) };
}

function manifestOf(path: string): string {
  const contract = contracts.find(({ name }) => path.includes(`actions/${name}`)) as Contract | undefined;
  if (contract === undefined) throw new Error(`no action at ${path}`);
  return renderManifest(contract);
}
