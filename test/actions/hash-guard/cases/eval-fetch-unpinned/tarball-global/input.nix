import (fetchTarball "https://example.org/a.tar.gz") { }
