package main

import (
	"context"
	"fmt"
	"math"
	"math/rand"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Transfers as in YCSB-T: debtor uniform, creditor by Zipf's law, open loop. A transfer's latency begins when it was to be sent,
// not when it was, so that a system that stalls the generator gains nothing by it. Every transfer is kept, and at the end
// every account is asked for its balance: no reply may be lost or doubled, no money made, and each account must have what
// a replay of the transfers gives it.

const (
	initialBalance = 1_000_000
	zipfTheta      = 0.99
)

// zipf gives ranks in [0, n) as YCSB does (Gray et al., "Quickly generating billion-record synthetic databases").
type zipf struct {
	n                 int
	zetaN, alpha, eta float64
}

func newZipf(n int) zipf {
	zeta := func(n int) (sum float64) {
		for i := 1; i <= n; i++ {
			sum += 1 / math.Pow(float64(i), zipfTheta)
		}
		return
	}
	z := zipf{n: n, zetaN: zeta(n), alpha: 1 / (1 - zipfTheta)}
	z.eta = (1 - math.Pow(2/float64(n), 1-zipfTheta)) / (1 - zeta(2)/z.zetaN)
	return z
}

func (z zipf) next(r *rand.Rand) int {
	u := r.Float64()
	uz := u * z.zetaN
	if uz < 1 {
		return 0
	}
	if uz < 1+math.Pow(0.5, zipfTheta) {
		return 1
	}
	return int(float64(z.n) * math.Pow(z.eta*u-z.eta+1, z.alpha))
}

type transferRun struct {
	balances []int64
	replies  []uint8 // by sequence
	latency  []float64
	got      int
	doubled  int
	first    int // the first sequence whose latency counts
	reported map[string]int64
}

// take reads what came to the output topic.
func (t *transferRun) take(ctx context.Context, c *kgo.Client) {
	now := int64(0)
	fetches := c.PollFetches(ctx)
	now = time.Now().UnixNano()
	fetches.EachRecord(func(r *kgo.Record) {
		f := strings.Fields(string(r.Value))
		switch {
		case len(f) == 3 && f[0] == "T":
			seq, _ := strconv.Atoi(f[1])
			due, _ := strconv.ParseInt(f[2], 10, 64)
			if seq >= len(t.replies) {
				return
			}
			if t.replies[seq] > 0 {
				t.doubled++
			} else {
				t.got++
				if seq >= t.first {
					t.latency = append(t.latency, float64(now-due)/1e6)
				}
			}
			t.replies[seq]++
		case len(f) == 3 && f[0] == "B":
			t.reported[f[1]], _ = strconv.ParseInt(f[2], 10, 64)
		}
	})
}

func transfers() {
	c := consumer(*out, true)
	defer c.Close()
	settle, cancel := context.WithTimeout(context.Background(), 1500*time.Millisecond)
	c.PollFetches(settle)
	cancel()
	p := producer(*in, kgo.ProducerLinger(0))
	defer p.Close()
	random := rand.New(rand.NewSource(1))
	creditors := newZipf(*keys)
	t := &transferRun{balances: make([]int64, *keys), reported: map[string]int64{}}
	for i := range t.balances {
		t.balances[i] = initialBalance
	}
	sent := 0
	for _, text := range strings.Split(*rates, ",") {
		perSecond, err := strconv.Atoi(text)
		die(err)
		step := t.step(c, p, random, creditors, perSecond, sent)
		sent = len(t.replies)
		show(step)
		if t.got < sent || (*p99max > 0 && step["p99_ms"].(float64) > p99max.Seconds()*1000) {
			break
		}
	}
	show(t.check(c, p, sent))
}

// step sends at one rate, and waits for all replies.
func (t *transferRun) step(c *kgo.Client, p *kgo.Client, random *rand.Rand, creditors zipf, perSecond, sent int) map[string]any {
	total := int((*warm + *dur).Seconds() * float64(perSecond))
	t.replies = append(t.replies, make([]uint8, total)...)
	t.latency = t.latency[:0]
	t.first = sent + int(warm.Seconds()*float64(perSecond))
	type transfer struct {
		from, to int
		amount   int64
	}
	plan := make([]transfer, total)
	for i := range plan {
		from, to := random.Intn(*keys), creditors.next(random)
		for to == from {
			to = creditors.next(random)
		}
		plan[i] = transfer{from, to, 1 + random.Int63n(100)}
		t.balances[from] -= plan[i].amount
		t.balances[to] += plan[i].amount
	}
	ctx, cancel := context.WithTimeout(context.Background(), *warm+*dur+*timeout)
	defer cancel()
	done := make(chan time.Time)
	go func() {
		for t.got < len(t.replies) && ctx.Err() == nil {
			t.take(ctx, c)
		}
		done <- time.Now()
	}()
	start := time.Now()
	gap := float64(time.Second) / float64(perSecond)
	for i, each := range plan {
		due := start.Add(time.Duration(float64(i) * gap))
		if d := time.Until(due); d > 0 {
			time.Sleep(d)
		}
		text := fmt.Sprintf("%d %d a%d %d", sent+i, due.UnixNano(), each.to, each.amount)
		p.Produce(ctx, &kgo.Record{Key: []byte("a" + strconv.Itoa(each.from)), Value: []byte(text)}, func(_ *kgo.Record, err error) {
			if err != nil && ctx.Err() == nil {
				die(err)
			}
		})
	}
	sentFor := time.Since(start)
	ended := <-done
	sort.Float64s(t.latency)
	q := func(f float64) float64 {
		if len(t.latency) == 0 {
			return -1
		}
		return math.Round(100*t.latency[int(f*float64(len(t.latency)-1))]) / 100
	}
	return map[string]any{
		"rate": perSecond, "transfers": total, "sent_per_s": math.Round(float64(total) / sentFor.Seconds()),
		"done_per_s": math.Round(float64(total) / ended.Sub(start).Seconds()),
		"p50_ms":     q(.5), "p99_ms": q(.99), "p999_ms": q(.999), "max_ms": q(1),
	}
}

// check asks every account for its balance, and compares.
func (t *transferRun) check(c *kgo.Client, p *kgo.Client, sent int) map[string]any {
	ctx, cancel := context.WithTimeout(context.Background(), *timeout)
	defer cancel()
	for i := range t.balances {
		// A value that is no transfer asks for the balance.
		p.Produce(ctx, &kgo.Record{Key: []byte("a" + strconv.Itoa(i)), Value: []byte("read")}, nil)
	}
	die(p.Flush(ctx))
	for len(t.reported) < len(t.balances) && ctx.Err() == nil {
		t.take(ctx, c)
	}
	if ctx.Err() != nil {
		fmt.Fprintf(os.Stderr, "transfers: %d of %d balances\n", len(t.reported), len(t.balances))
	}
	lost, wrong, money := 0, 0, int64(0)
	for _, count := range t.replies {
		if count == 0 {
			lost++
		}
	}
	for i, balance := range t.balances {
		reported, ok := t.reported["a"+strconv.Itoa(i)]
		if !ok || reported != balance {
			wrong++
		}
		money += reported
	}
	return map[string]any{
		"check": true, "transfers": sent, "lost": lost, "doubled": t.doubled, "accounts": len(t.balances), "wrong_balances": wrong,
		"money_off": money - int64(len(t.balances))*initialBalance,
	}
}
