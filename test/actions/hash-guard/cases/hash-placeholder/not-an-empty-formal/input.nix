{ hash ? "", sha256 ? "" }:
{ inherit hash sha256; }
