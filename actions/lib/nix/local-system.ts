/** The Nix system of this machine, as Nix itself would name it. */

import { arch, platform } from "node:os";

export function localSystem(): string {
  const cpu: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "aarch64", ia32: "i686" };
  return `${cpu[arch()] ?? arch()}-${platform()}`;
}
