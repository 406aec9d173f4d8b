#!/usr/bin/env ruby
# frozen_string_literal: true

# lantern-fogged counts what is left of a post's 300 graphemes.
# It counts code points: every flag and every family emoji counts as several.
# https://atproto.com/lexicons/app-bsky-feed

VERSION = "@version@"
LONGEST = 300

if ARGV == ["--version"]
  puts "lantern-fogged #{VERSION}"
else
  puts LONGEST - $stdin.read.force_encoding("UTF-8").chomp.length
end
