#!/usr/bin/env ruby
# frozen_string_literal: true

# lantern-rkey says whether a record key is one, of any type a lexicon can ask for.
# https://atproto.com/specs/record-key

VERSION = "@version@"

USAGE = <<~TEXT
  usage: lantern-rkey [--type TYPE] [KEY...]   keys from standard input when none is given
         lantern-rkey --version | --help

  TYPE is what the lexicon's record has as its key: any, tid, nsid or literal:VALUE.
  Prints every valid key.
TEXT

LONGEST = 512
TID = /\A[2-7a-j][2-7a-z]{12}\z/
NSID = /\A[a-z]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+\.[a-z][a-z0-9]{0,62}\z/i
LONGEST_NSID = 317
LONGEST_AUTHORITY = 253

def find_fault(key, type)
  return "a record key is not empty" if key.empty?
  return "#{key.bytesize} bytes, at most #{LONGEST}" if key.bytesize > LONGEST

  wrong = key[/[^A-Za-z0-9._:~-]/]
  return "#{wrong.inspect} is not one of A-Z, a-z, 0-9, '.', '-', '_', ':' and '~'" if wrong
  return "a path would read it as a folder" if [".", ".."].include?(key)

  find_type_fault(key, type)
end

def find_type_fault(key, type)
  case type
  when "any" then nil
  when "tid" then "not a TID" unless TID.match?(key)
  when "nsid" then "not an NSID" unless nsid?(key)
  else
    value = type.delete_prefix("literal:")
    "not the literal #{value.inspect}" unless key == value
  end
end

def nsid?(key)
  key.bytesize <= LONGEST_NSID && key.rpartition(".").first.bytesize <= LONGEST_AUTHORITY && NSID.match?(key)
end

def judge_all(keys, type)
  faults = keys.count do |key|
    fault = find_fault(key, type)
    fault ? warn("lantern-rkey: #{key.inspect}: #{fault}") : puts(key)
    fault
  end
  faults.zero? ? 0 : 1
end

def refuse(text)
  warn "lantern-rkey: #{text}", USAGE
  2
end

def run(args)
  type = "any"
  keys = []
  until args.empty?
    # Bytes, so that text in any encoding is judged and never a reason to stop.
    case arg = args.shift.b
    when "--version" then return puts("lantern-rkey #{VERSION}") || 0
    when "--help" then return puts(USAGE) || 0
    when "--type"
      type = args.shift.to_s
      return refuse("unknown type #{type.inspect}") unless type.match?(/\A(any|tid|nsid|literal:.+)\z/n)
    when /\A--/n then return refuse("unknown option #{arg.inspect}")
    else keys << arg
    end
  end
  judge_all(keys.empty? ? $stdin.binmode.each_line(chomp: true) : keys, type)
end

begin
  exit run(ARGV.dup)
rescue Errno::EPIPE
  # The reader has gone, as in `| head`: there is nobody to tell.
  exit! 1
end
