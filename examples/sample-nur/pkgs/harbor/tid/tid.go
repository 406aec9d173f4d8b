// harbor-tid mints and reads TIDs: 64 bits in 13 digits that sort as they were made.
// https://atproto.com/specs/tid
package main

import (
	"os"
	"strconv"
	"strings"
	"time"
)

const version = "@version@"

const usage = `usage: harbor-tid mint [COUNT]
       harbor-tid at TIME [CLOCK]   TIME as 2024-01-31T12:00:00.000001Z, CLOCK 0 to 1023
       harbor-tid decode TID...     prints TID, time, microseconds, clock
       harbor-tid --version | --help
`

const (
	digits    = "234567abcdefghijklmnopqrstuvwxyz"
	length    = 13
	clockBits = 10
	clocks    = 1 << clockBits
	// Microseconds that fit beside the clock identifier; the topmost bit stays zero.
	instants = 1 << 53
	layout   = "2006-01-02T15:04:05.000000Z"
	most     = 1_000_000
)

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	if len(args) == 0 {
		return refuse("no command")
	}
	switch args[0] {
	case "--version":
		return say("harbor-tid " + version + "\n")
	case "--help":
		return say(usage)
	case "mint":
		return mint(args[1:])
	case "at":
		return at(args[1:])
	case "decode":
		return decodeAll(args[1:])
	}
	return refuse("unknown command " + strconv.Quote(args[0]))
}

func mint(args []string) int {
	count := 1
	if len(args) > 1 {
		return refuse("mint takes one count")
	}
	if len(args) == 1 {
		number, err := strconv.Atoi(args[0])
		if err != nil || number < 1 || number > most {
			return refuse(strconv.Quote(args[0]) + " is not a count from 1 to " + strconv.Itoa(most))
		}
		count = number
	}
	clock, err := randomClock()
	if err != nil {
		return fail(err.Error())
	}
	var lines strings.Builder
	last := int64(0)
	for ; count > 0; count-- {
		// Two in the same microsecond would be one TID: the later one takes the next microsecond.
		now := time.Now().UnixMicro()
		if now <= last {
			now = last + 1
		}
		last = now
		lines.WriteString(encode(now, clock) + "\n")
	}
	return say(lines.String())
}

func at(args []string) int {
	if len(args) < 1 || len(args) > 2 {
		return refuse("at takes a time and a clock")
	}
	instant, err := time.Parse(time.RFC3339Nano, args[0])
	if err != nil {
		return refuse(strconv.Quote(args[0]) + " is not a time like 2024-01-31T12:00:00Z")
	}
	micros := instant.UnixMicro()
	if micros < 0 || micros >= instants {
		return refuse(strconv.Quote(args[0]) + " is outside of what a TID can hold")
	}
	clock := 0
	if len(args) == 2 {
		clock, err = strconv.Atoi(args[1])
		if err != nil || clock < 0 || clock >= clocks {
			return refuse(strconv.Quote(args[1]) + " is not a clock from 0 to 1023")
		}
	}
	return say(encode(micros, clock) + "\n")
}

func decodeAll(args []string) int {
	if len(args) == 0 {
		return refuse("decode takes at least one TID")
	}
	code := 0
	for _, text := range args {
		micros, clock, reason := decode(text)
		if reason != "" {
			code = fail(strconv.Quote(text) + ": " + reason)
			continue
		}
		say(text + "\t" + time.UnixMicro(micros).UTC().Format(layout) + "\t" +
			strconv.FormatInt(micros, 10) + "\t" + strconv.Itoa(clock) + "\n")
	}
	return code
}

func encode(micros int64, clock int) string {
	value := uint64(micros)<<clockBits | uint64(clock)
	var text [length]byte
	for i := length - 1; i >= 0; i-- {
		text[i] = digits[value&31]
		value >>= 5
	}
	return string(text[:])
}

func decode(text string) (micros int64, clock int, reason string) {
	if len(text) != length {
		return 0, 0, "a TID has 13 characters, this has " + strconv.Itoa(len(text))
	}
	value := uint64(0)
	for i := 0; i < length; i++ {
		digit := strings.IndexByte(digits, text[i])
		if digit < 0 {
			return 0, 0, "character " + strconv.Itoa(i+1) + " is not one of 2-7 and a-z"
		}
		// 13 digits are 65 bits: one more than there are, and the topmost of 64 is zero too.
		if i == 0 && digit > 15 {
			return 0, 0, "the first character is one of 2-7 and a-j"
		}
		value = value<<5 | uint64(digit)
	}
	return int64(value >> clockBits), int(value & (clocks - 1)), ""
}

func randomClock() (int, error) {
	file, err := os.Open("/dev/urandom")
	if err != nil {
		return 0, err
	}
	defer file.Close()
	var bytes [2]byte
	if _, err := file.Read(bytes[:]); err != nil {
		return 0, err
	}
	return (int(bytes[0])<<8 | int(bytes[1])) % clocks, nil
}

func say(text string) int {
	if _, err := os.Stdout.WriteString(text); err != nil {
		return 1
	}
	return 0
}

func fail(text string) int {
	os.Stderr.WriteString("harbor-tid: " + text + "\n")
	return 1
}

func refuse(text string) int {
	os.Stderr.WriteString("harbor-tid: " + text + "\n" + usage)
	return 2
}
