{ name = "md5-2.3.0"; src = "sha1-0.10.6-with-a-long-name-behind-it"; }
