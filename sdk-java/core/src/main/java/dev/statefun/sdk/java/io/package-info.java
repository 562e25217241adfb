/** Records for Kafka and Kinesis. */
package dev.statefun.sdk.java.io;
