-- Why: a reversal whose money pays another service names its payment, so that it is told from one that a person gave the same words.
-- Those that were begun before say it too, or a kiosk that asks again would hear that somebody else has reversed it.
UPDATE reversal v SET reason = 'another service: ' || v.payment_id
  FROM kiosk_redirect r WHERE r.payment_id = v.payment_id AND v.reason = 'another service';
