{ prefix = "sha256-"; hashPrefix = "sha512-"; }
