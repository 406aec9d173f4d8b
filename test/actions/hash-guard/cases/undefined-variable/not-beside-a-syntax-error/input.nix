{
  a = ;
  b = missing;
}
