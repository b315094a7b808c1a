-- Helpers of every layer: text, numbers, times, urls and hashes. They read no table.

create schema if not exists util;
