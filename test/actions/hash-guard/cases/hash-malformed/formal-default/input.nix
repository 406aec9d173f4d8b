{ hash ? "sha256-0zffyvx9v0ikvsiqafpblf2zxhczvmnj8kfci3kin3xk9hnlpmn1" }:
{ inherit hash; }
