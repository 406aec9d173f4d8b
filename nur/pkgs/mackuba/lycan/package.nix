{
  buildRubyApp,
  lib,
  ruby_3_3,
  sources,
}:

buildRubyApp {
  pname = "lycan";
  source = sources.lycan;
  ruby = ruby_3_3;
  # bundix writes it: gemset = lib.importJSON ./gemset.json;
  gemset = { };
  broken = "gemset.json with the hashes of its gems is not known";
  installPhase = gems: ''
    runHook preInstall
    mkdir -p "$out/share"
    cp -r . "$out/share/lycan"
    for program in rackup rake; do
      makeWrapper "${gems}/bin/$program" "$out/bin/lycan-$program" --chdir "$out/share/lycan"
    done
    for program in worker firehose; do
      makeWrapper "${gems.wrappedRuby}/bin/ruby" "$out/bin/lycan-$program" \
        --chdir "$out/share/lycan" --add-flags "bin/$program"
    done
    ln -s lycan-rackup "$out/bin/lycan"
    runHook postInstall
  '';

  meta = {
    description = "Searches the posts you liked, reposted, quoted or pinned";
    homepage = "https://tangled.org/@mackuba.eu/lycan";
    license = lib.licenses.mit;
    mainProgram = "lycan";
    platforms = lib.platforms.unix;
  };

  atproto = {
    category = "application";
    services = [ "lycan" ];
    protocols = [
      "com.atproto"
      "app.bsky"
    ];
    dependencies = [ ];
    tier = 2;
  };
}
