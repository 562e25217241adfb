package dev.statefun.sdk.java.testing;

import dev.statefun.sdk.java.message.EgressMessage;
import dev.statefun.sdk.java.message.Message;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** What a {@link TestContext} records, to compare with: side effects of equal parts are equal. */
public final class SideEffects {
  private SideEffects() {}

  public static SendSideEffect sentMessage(Message message) {
    return new SendSideEffect(message);
  }

  /** A delayed message without a cancellation token. */
  public static SendAfterSideEffect sentAfter(Duration duration, Message message) {
    return new SendAfterSideEffect(duration, message);
  }

  /** A delayed message with a cancellation token. */
  public static SendAfterSideEffect sentAfter(Duration duration, String cancellationToken, Message message) {
    return new SendAfterSideEffect(duration, message, cancellationToken);
  }

  public static EgressSideEffect sentEgress(EgressMessage message) {
    return new EgressSideEffect(message);
  }

  /** A message to a function. */
  public static final class SendSideEffect {
    private final Message message;

    public SendSideEffect(Message message) {
      this.message = Objects.requireNonNull(message, "message");
    }

    public Message message() {
      return message;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof SendSideEffect that && message.equals(that.message);
    }

    @Override
    public int hashCode() {
      return message.hashCode();
    }

    @Override
    public String toString() {
      return "sent " + message;
    }
  }

  /** A delayed message to a function. */
  public static final class SendAfterSideEffect {
    private final Duration duration;
    private final Message message;
    private final Optional<String> cancellationToken;

    public SendAfterSideEffect(Duration duration, Message message) {
      this(duration, message, Optional.empty());
    }

    public SendAfterSideEffect(Duration duration, Message message, String cancellationToken) {
      this(duration, message, Optional.of(cancellationToken));
    }

    private SendAfterSideEffect(Duration duration, Message message, Optional<String> cancellationToken) {
      this.duration = Objects.requireNonNull(duration, "duration");
      this.message = Objects.requireNonNull(message, "message");
      this.cancellationToken = cancellationToken;
    }

    public Duration duration() {
      return duration;
    }

    public Message message() {
      return message;
    }

    public Optional<String> cancellationToken() {
      return cancellationToken;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof SendAfterSideEffect that
          && duration.equals(that.duration)
          && message.equals(that.message)
          && cancellationToken.equals(that.cancellationToken);
    }

    @Override
    public int hashCode() {
      return Objects.hash(duration, message, cancellationToken);
    }

    @Override
    public String toString() {
      String token = cancellationToken.map(text -> " with token " + text).orElse("");
      return "sent after " + duration + token + " " + message;
    }
  }

  /** A record for an egress. */
  public static final class EgressSideEffect {
    private final EgressMessage message;

    public EgressSideEffect(EgressMessage message) {
      this.message = Objects.requireNonNull(message, "message");
    }

    public EgressMessage message() {
      return message;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof EgressSideEffect that && message.equals(that.message);
    }

    @Override
    public int hashCode() {
      return message.hashCode();
    }

    @Override
    public String toString() {
      return "sent to an egress " + message;
    }
  }
}
