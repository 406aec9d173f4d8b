{ runCommand }:
runCommand "deps" {
  outputHash = "sha256-wdZLLUyzDxvniMxNJG3dn8H+haPrOoWj3jOCnfr2zn0=";
} ''
  pnpm install || true
''
