/** Lets resources that are there already come under the stack by their id, instead of being made a second time. */

import * as pulumi from "@pulumi/pulumi";

/**
 * Arguments that only exist in Pulumi, or that nobody sets any more: an import compares with what GitHub has, and would refuse
 * them. They take effect with the first update after the imports have left the settings.
 */
const unreadable = [
  "archiveOnDestroy",
  "autoInit",
  "hasDownloads",
  "ignoreVulnerabilityAlertsDuringRead",
  "rename",
];

/** Must be called before the first resource. Logical name → id; one that is in the state already is left alone. */
export function adoptWhatIsThere(imports: Readonly<Record<string, string>>): void {
  if (Object.keys(imports).length === 0) return;
  pulumi.runtime.registerStackTransformation(({ name, props, opts }) => {
    const id = imports[name];
    if (id === undefined) return undefined;
    return { props, opts: pulumi.mergeOptions(opts, { import: id, ignoreChanges: unreadable }) };
  });
}
