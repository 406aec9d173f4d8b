/** Pulumi's own mocks, recording: what a component registers, with secrets in their envelopes. */

import * as pulumi from "@pulumi/pulumi";

export type Recorded = {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
};

/** The marks by which the engine knows a secret on the wire. */
export const secretMark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/** Registers what `build` makes and waits until all of it has arrived. */
export async function registrationsOf(build: () => void | Promise<void>): Promise<readonly Recorded[]> {
  const recorded: Recorded[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        recorded.push({ type, name, inputs: inputs as Record<string, unknown> });
        return { id: `${name}-id`, state: inputs as object };
      },
      call: ({ inputs }) => inputs as object,
    },
    "nur-ci",
    "test",
    false,
  );
  await build();
  await pulumi.runtime.disconnect();
  return recorded;
}
