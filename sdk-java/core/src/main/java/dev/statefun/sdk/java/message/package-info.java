/** Messages to functions, and records for egresses. */
package dev.statefun.sdk.java.message;
