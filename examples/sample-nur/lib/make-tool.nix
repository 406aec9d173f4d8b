# One source file in one language becomes one program, by the compilers of the machine.
# Nothing of the user's environment gets in: the derivation is the same on every machine.
{ system }:

{
  pname,
  version,
  language,
  # The source file; `@version@` in it becomes the version.
  source,
  # Shell commands that try the program, which lies at `$tool`.
  check,
  meta,
}:

let
  compile = {
    go = ''
      go build -trimpath -buildvcs=false -ldflags "-s -w -buildid=" -o "$tool" "$file"
    '';
    rust = ''
      rustc --edition 2021 -C opt-level=s -C codegen-units=1 -C panic=abort -C strip=symbols \
        --remap-path-prefix "$PWD=." -o "$tool" "$file"
    '';
    node = ''
      node --check "$file"
      install -m 755 "$file" "$tool"
    '';
    ruby = ''
      ruby -wc "$file"
      install -m 755 "$file" "$tool"
    '';
    shell = ''
      sh -n "$file"
      install -m 755 "$file" "$tool"
    '';
  };

  settings = {
    PATH = "/usr/local/go/bin:/usr/lib/go/bin:/usr/local/cargo/bin:/usr/local/bin:/usr/bin:/bin";
    # Where images that carry rustup keep it: their rustc finds its toolchain by this alone.
    RUSTUP_HOME = "/usr/local/rustup";
    GO111MODULE = "off";
    GOENV = "off";
    GOPROXY = "off";
    GOTOOLCHAIN = "local";
    CGO_ENABLED = "0";
  };

  drv = derivation (
    settings
    // {
      inherit
        pname
        version
        source
        system
        ;
      name = "${pname}-${version}";
      file = baseNameOf source;
      builder = "/bin/sh";
      args = [
        "-eu"
        "-c"
        ''
          export HOME="$PWD" GOCACHE="$PWD/go-cache"
          mkdir -p "$out/bin"
          tool="$out/bin/$pname"
          sed "s/@version@/$version/g" "$source" > "$file"
          ${compile.${language}}
          set -x
          test "$("$tool" --version)" = "$pname $version"
          ${check}
        ''
      ];
    }
  );

  position = builtins.unsafeGetAttrPos "description" meta;
  broken = meta.broken or false;
  unsupported = !builtins.elem system meta.platforms;
in
drv
// {
  meta = meta // {
    inherit broken unsupported;
    available = !broken && !unsupported;
    name = drv.name;
    position = "${position.file}:${toString position.line}";
  };
}
