"""How quickly and how wholly files of many formats are read, against Apache Tika."""
