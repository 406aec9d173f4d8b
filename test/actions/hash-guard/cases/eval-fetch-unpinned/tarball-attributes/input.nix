import (builtins.fetchTarball {
  url = "https://example.org/a.tar.gz";
}) { }
