{ sources.tide = "sha256-XXXXXXXXXXXXXXXXXXXXXXXX"; }
