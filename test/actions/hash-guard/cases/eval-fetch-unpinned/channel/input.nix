import (fetchTarball "channel:nixos-unstable") { }
