builtins.fetchurl {
  url = "https://github.com/harbor/tide/archive/v1.0.tar.gz";
  sha256 = "0zffyvx9v0ikvsiqafpblf2zxhczvmnj8kfci3kin3xk9hnlpmn1";
}
