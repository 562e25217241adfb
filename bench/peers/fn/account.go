package main

import (
	"strconv"
	"strings"

	pw "google.golang.org/protobuf/encoding/protowire"
)

// peer/account, for transfers as in YCSB-T: each account has a balance, and takes three kinds of messages.
//
//	peer/transfer  "<seq> <unix ns> <creditor> <amount>": takes the amount off, and sends peer/credit to the creditor
//	peer/credit    "<seq> <unix ns> <amount>": adds the amount, and sends "T <seq> <unix ns>" to the egress
//	peer/read      "": sends "B <account> <balance>" to the egress

const initialBalance = 1_000_000

var asksForBalance = asksFor("balance")

func accountReply(batch []byte, id string) []byte {
	balance := int64(initialBalance)
	known := false
	each(batch, func(n pw.Number, v []byte) {
		if n == 2 {
			known = true
			balance = longOf(v, initialBalance)
		}
	})
	if !known {
		return asksForBalance
	}
	var out []byte
	changed := false
	each(batch, func(n pw.Number, invocation []byte) {
		if n != 3 {
			return
		}
		messages.Add(1)
		kind, text := argumentOf(invocation)
		fields := strings.Fields(text)
		switch {
		case kind == "peer/transfer" && len(fields) == 4:
			balance -= amountOf(fields[3])
			changed = true
			credit := typed("peer/credit", []byte(fields[0]+" "+fields[1]+" "+fields[3]))
			out = msg(out, 2, outgoing(fields[2], credit))
		case kind == "peer/credit" && len(fields) == 3:
			balance += amountOf(fields[2])
			changed = true
			out = msg(out, 4, kafkaRecord(fields[0], "T "+fields[0]+" "+fields[1]))
		default:
			out = msg(out, 4, kafkaRecord(id, "B "+id+" "+strconv.FormatInt(balance, 10)))
		}
	})
	var result []byte
	if changed {
		result = msg(result, 1, setLong("balance", balance))
	}
	return msg(nil, 100, append(result, out...))
}

func amountOf(text string) int64 {
	amount, _ := strconv.ParseInt(text, 10, 64)
	return amount
}

// argumentOf is the type and the value of an Invocation's argument.
func argumentOf(invocation []byte) (kind, text string) {
	each(invocation, func(n pw.Number, argument []byte) {
		if n != 2 {
			return
		}
		each(argument, func(n pw.Number, v []byte) {
			switch n {
			case 1:
				kind = string(v)
			case 3:
				text = string(v)
			}
		})
	})
	return
}

// outgoing is a message to another account.
func outgoing(account string, argument []byte) []byte {
	target := str(nil, 1, "peer")
	target = str(target, 2, "account")
	target = str(target, 3, account)
	return msg(msg(nil, 1, target), 2, argument)
}
