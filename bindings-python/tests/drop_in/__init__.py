"""What a user of pymilvus gets who changes one import: signatures, requests, answers, errors, examples."""
